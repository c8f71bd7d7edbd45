package fluxj.services.cron;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Timer;
import fluxj.service.ServiceContext;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// Runs a command again and again with the same time between; with interval 0, once. Stopped, it
/// keeps the time that is left.
final class IntervalSchedule implements Schedule {
    private record Arguments(double interval, Optional<Double> after) {}

    private final ServiceContext context;
    private final Owner owner;
    private final double interval;
    private final double after;
    private double left;
    private long due;
    private @Nullable Timer timer;

    IntervalSchedule(ServiceContext context, Owner owner, JsonValue args) {
        this.context = context;
        this.owner = owner;
        Arguments wanted = Schedule.arguments(Arguments.class, args);
        interval = Schedule.duration("interval", wanted.interval());
        after =
                wanted.after().isPresent() && wanted.after().get() >= 0
                        ? Schedule.duration("after", wanted.after().get())
                        : interval;
        left = after;
    }

    @Override
    public void start() {
        stop();
        arm(context.reactor().nanoTime() + TimerDuration.of(left).toNanos());
    }

    private void arm(long at) {
        long now = context.reactor().nanoTime();
        due = Math.max(at, now);
        timer = context.reactor().after(java.time.Duration.ofNanos(due - now), this::fire);
    }

    private void fire() {
        timer = null;
        left = interval;
        if (interval > 0) {
            arm(due + TimerDuration.of(interval).toNanos());
        } else {
            left = 0;
        }
        owner.runNow();
    }

    @Override
    public void stop() {
        Timer running = timer;
        if (running != null) {
            left = remaining();
            running.cancel();
            timer = null;
        }
    }

    private double remaining() {
        return timer == null
                ? left
                : Math.max(0, (due - context.reactor().nanoTime()) / TimerDuration.NANOS);
    }

    @Override
    public JsonObject typedata() {
        return JsonObject.builder()
                .put("interval", interval)
                .put("after", after)
                .put("next_wakeup", context.wallClock().epochSeconds() + remaining())
                .build();
    }
}
