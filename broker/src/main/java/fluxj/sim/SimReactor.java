package fluxj.sim;

import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/// One simulated broker's view of the shared queue. Its turn is while one of its tasks runs: what
/// leaks from one broker into another fails at once, although all run on one thread.
public final class SimReactor implements Reactor {
    private static final Duration BLOCKING_WORK = Duration.ofMillis(1);

    private final SimScheduler scheduler;
    private final String name;
    private final RandomGenerator random;
    private final List<Runnable> held = new ArrayList<>();
    private boolean alive = true;
    private boolean stalled;

    SimReactor(SimScheduler scheduler, String name) {
        this.scheduler = scheduler;
        this.name = name;
        random = scheduler.newRandom();
    }

    @Override
    public long nanoTime() {
        return scheduler.now();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return scheduler.after(delay, this, task)::cancel;
    }

    @Override
    public Timer every(Duration period, Runnable task) {
        return new Repeating(period, task);
    }

    private final class Repeating implements Timer {
        private final Duration period;
        private final Runnable task;
        private SimScheduler.Happening next;

        Repeating(Duration period, Runnable task) {
            this.period = period;
            this.task = task;
            next = scheduler.after(period, SimReactor.this, this::run);
        }

        private void run() {
            next = scheduler.after(period, SimReactor.this, this::run);
            task.run();
        }

        @Override
        public void cancel() {
            next.cancel();
        }
    }

    @Override
    public void post(Runnable task) {
        scheduler.schedule(scheduler.now(), this, task);
    }

    /// Runs the work in a later turn, a virtual millisecond from now.
    @Override
    public <T> Promise<T> blocking(Callable<T> work) {
        Deferred<T> result = new Deferred<>();
        after(BLOCKING_WORK, () -> result.completeBy(work));
        return result;
    }

    @Override
    public void checkConfined() {
        if (!scheduler.isTurnOf(this)) {
            throw new IllegalStateException("it is not the turn of " + name);
        }
    }

    boolean isAlive() {
        return alive;
    }

    boolean isStalled() {
        return stalled;
    }

    /// Ends it: nothing of it happens any more.
    void kill() {
        alive = false;
        held.clear();
    }

    void hold(Runnable task) {
        held.add(task);
    }

    /// Stops it as SIGSTOP does, or lets it go on with what was held.
    void stall(boolean stop) {
        stalled = stop;
        if (!stop) {
            List<Runnable> late = new ArrayList<>(held);
            held.clear();
            late.forEach(this::post);
        }
    }

    /// Runs a task in its turn, now.
    void run(Runnable task) {
        scheduler.during(this, task);
    }

    @Override
    public String toString() {
        return name;
    }
}
