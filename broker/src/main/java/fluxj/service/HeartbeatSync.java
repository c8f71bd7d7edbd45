package fluxj.service;

import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Runs a task of a service in time with the instance's heartbeat: on a pulse, but not within `min`
/// of the last run; and when no pulse comes, after `max` all the same. The service hands it the
/// events of topic [#PULSE].
public final class HeartbeatSync {
    /// The event to bind.
    public static final String PULSE = "heartbeat.pulse";

    private final ServiceContext context;
    private final Duration min;
    private final Duration max;
    private final Runnable task;
    private long lastRun;
    private @Nullable Timer late;

    /// Not running yet.
    public HeartbeatSync(ServiceContext context, Duration min, Duration max, Runnable task) {
        this.context = context;
        this.min = min;
        this.max = max;
        this.task = task;
    }

    /// Subscribes and begins.
    public void start() {
        context.subscribe(PULSE);
        lastRun = context.reactor().nanoTime();
        arm();
    }

    /// Ends it.
    public void stop() {
        if (late != null) {
            late.cancel();
            late = null;
        }
    }

    /// A pulse came.
    public void pulse() {
        if (late != null && context.reactor().nanoTime() - lastRun >= min.toNanos()) {
            run();
        }
    }

    private void arm() {
        late = context.reactor().after(max, this::run);
    }

    private void run() {
        stop();
        lastRun = context.reactor().nanoTime();
        arm();
        task.run();
    }
}
