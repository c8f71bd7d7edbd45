package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/// A reactor that a test turns by hand: posted tasks run in [#run], timers when [#advance] reaches
/// them.
public final class ManualReactor implements Reactor {
    private static final class Task implements Timer {
        private final long due;
        private final long order;
        private final Runnable action;
        private boolean cancelled;

        private Task(long due, long order, Runnable action) {
            this.due = due;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final Deque<Runnable> posted = new ArrayDeque<>();
    private final PriorityQueue<Task> timers =
            new PriorityQueue<>(
                    Comparator.comparingLong((Task task) -> task.due)
                            .thenComparingLong(task -> task.order));
    private final RandomGenerator random = new SplittableRandom(42);
    private long now;
    private long order;

    /// Runs what was posted, and what that posts.
    ///
    /// @return the turns it took
    public int run() {
        int turns = 0;
        while (!posted.isEmpty()) {
            turns++;
            int batch = posted.size();
            for (int i = 0; i < batch; i++) {
                posted.remove().run();
            }
        }
        return turns;
    }

    /// Lets time pass and runs what falls due, in order.
    public void advance(Duration time) {
        long end = now + time.toNanos();
        run();
        while (!timers.isEmpty() && timers.element().due <= end) {
            Task task = timers.remove();
            now = task.due;
            if (!task.cancelled) {
                task.action.run();
            }
            run();
        }
        now = end;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Task added = new Task(now + delay.toNanos(), order++, task);
        timers.add(added);
        return added;
    }

    @Override
    public Timer every(Duration period, Runnable task) {
        boolean[] ended = new boolean[1];
        Runnable[] again = new Runnable[1];
        again[0] =
                () -> {
                    if (!ended[0]) {
                        after(period, again[0]);
                        task.run();
                    }
                };
        after(period, again[0]);
        return () -> ended[0] = true;
    }

    @Override
    public void post(Runnable task) {
        posted.add(task);
    }

    @Override
    public <T> Promise<T> blocking(Callable<T> work) {
        Deferred<T> result = new Deferred<>();
        post(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (FluxException e) {
                        result.fail(e);
                    } catch (Exception e) {
                        result.fail(new FluxException(Errno.EIO, String.valueOf(e.getMessage())));
                    }
                });
        return result;
    }

    @Override
    public void checkConfined() {}
}
