package fluxj.services.cron;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.reactor.Timer;
import fluxj.rpc.Globs;
import fluxj.service.ServiceContext;
import fluxj.wire.Event;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;

/// Runs a command when an event comes, or every nth time it comes.
final class EventSchedule implements Schedule {
    private record Arguments(
            String topic,
            Optional<Integer> nth,
            Optional<Integer> after,
            @Key("min_interval") Optional<Double> minInterval) {}

    /// Shorter waits are not worth a timer.
    private static final double SHORTEST_WAIT = 1e-5;

    private final ServiceContext context;
    private final Owner owner;
    private final String topic;
    private final int nth;
    private final int after;
    private final double minInterval;
    private boolean running;
    private int counter;
    private @Nullable Timer delayed;

    EventSchedule(ServiceContext context, Owner owner, JsonValue args) {
        this.context = context;
        this.owner = owner;
        Arguments wanted = Schedule.arguments(Arguments.class, args);
        topic = wanted.topic();
        nth = wanted.nth().orElse(0);
        after = wanted.after().orElse(0);
        minInterval = Schedule.duration("min_interval", wanted.minInterval().orElse(0.0));
        context.subscribe(topic);
    }

    @Override
    public void start() {
        counter = 0;
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (delayed != null) {
            delayed.cancel();
            delayed = null;
        }
    }

    @Override
    public void close() {
        stop();
        context.unsubscribe(topic);
    }

    @Override
    public void event(Event event) {
        if (!running || !Globs.matches(topic, event.topic())) {
            return;
        }
        counter++;
        if (delayed != null || counter < after || (nth != 0 && (counter - after) % nth != 0)) {
            return;
        }
        double wait = minInterval - (context.wallClock().epochSeconds() - owner.lastRun());
        if (minInterval > 0 && wait > SHORTEST_WAIT) {
            delay(wait);
        } else {
            owner.runNow();
        }
    }

    /// Runs it later; the events until then are counted, no more.
    private void delay(double seconds) {
        context.log()
                .debug(
                        String.format(
                                Locale.ROOT,
                                "%s: delaying %4.3fs due to min interval",
                                owner.label(),
                                seconds));
        delayed =
                context.reactor()
                        .after(
                                TimerDuration.of(seconds),
                                () -> {
                                    delayed = null;
                                    owner.runNow();
                                });
    }

    @Override
    public JsonObject typedata() {
        return JsonObject.builder()
                .put("topic", topic)
                .put("nth", nth)
                .put("after", after)
                .put("counter", counter)
                .put("min_interval", minInterval)
                .build();
    }
}
