package fluxj.shellplugins;

import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/// A reactor whose time passes when nothing else happens.
final class VirtualReactor implements Reactor {
    private record Due(long atNanos, long number, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = Long.compare(atNanos, other.atNanos);
            return order == 0 ? Long.compare(number, other.number) : order;
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Random random = new Random(1);
    private long now;
    private long count;

    /// Runs all that is due within that time.
    void runFor(Duration time) {
        long end = now + time.toNanos();
        while (!queue.isEmpty() && queue.peek().atNanos() <= end) {
            Due next = queue.poll();
            now = next.atNanos();
            next.task().run();
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
        Due due = new Due(now + delay.toNanos(), count++, task);
        queue.add(due);
        return () -> queue.remove(due);
    }

    @Override
    public Timer every(Duration period, Runnable task) {
        throw new IllegalStateException("nobody needs this here");
    }

    @Override
    public void post(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public <T> Promise<T> blocking(Callable<T> work) {
        Deferred<T> result = new Deferred<>();
        post(() -> result.completeBy(work));
        return result;
    }

    @Override
    public void checkConfined() {}
}
