package fluxj.services.cron;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Timer;
import fluxj.service.ServiceContext;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Runs a command at dates. The clock is looked at again every minute, so that one that was set is
/// noticed.
final class DatetimeSchedule implements Schedule {
    private static final double LONGEST_SLEEP = 60;
    private static final double MICROS = 1e6;

    /// What is shown as the next time when there is none.
    private static final double NEVER = 1e19;

    private final ServiceContext context;
    private final Owner owner;
    private final DateExpression expression;
    private double nextWakeup;
    private @Nullable Timer timer;

    DatetimeSchedule(ServiceContext context, Owner owner, JsonValue args) {
        this.context = context;
        this.owner = owner;
        expression = DateExpression.of(args);
    }

    @Override
    public void start() {
        stop();
        plan();
        if (nextWakeup == NEVER) {
            context.reactor().post(owner::exhausted);
        } else {
            sleep();
        }
    }

    @Override
    public void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void plan() {
        Instant now = Instant.EPOCH.plus(context.wallClock().epochMicros(), ChronoUnit.MICROS);
        Optional<Instant> next = expression.next(now, ZoneId.systemDefault());
        nextWakeup = next.isPresent() ? next.get().getEpochSecond() : NEVER;
    }

    private void sleep() {
        double left = nextWakeup - context.wallClock().epochSeconds();
        // A microsecond more, so that the time has come when the timer goes off.
        timer =
                context.reactor()
                        .after(
                                TimerDuration.of(Math.min(left + 1 / MICROS, LONGEST_SLEEP)),
                                this::wake);
    }

    private void wake() {
        timer = null;
        if (context.wallClock().epochSeconds() < nextWakeup) {
            sleep();
            return;
        }
        plan();
        boolean more = nextWakeup != NEVER;
        if (more) {
            sleep();
        } else {
            owner.exhausted();
        }
        owner.runNow();
    }

    @Override
    public JsonObject typedata() {
        JsonObject.Builder json = JsonObject.builder().put("next_wakeup", nextWakeup);
        expression.addTo(json);
        return json.build();
    }
}
