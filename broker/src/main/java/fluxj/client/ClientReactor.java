package fluxj.client;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// A reactor that runs on the thread of whoever calls [#runUntil]: a tool's main thread waits in it
/// and nowhere else.
public final class ClientReactor implements Reactor, AutoCloseable {
    private static final Duration HELPERS_END = Duration.ofMillis(50);

    private final Selector selector;
    private final Thread owner = Thread.currentThread();
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private final List<Thread> helpers = new ArrayList<>(1);
    private long timerCount;

    /// A reactor for the calling thread.
    public ClientReactor() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new FluxException(Errno.EMFILE, "cannot make a selector: " + IoReason.of(e));
        }
    }

    private static final class Due implements Timer, Comparable<Due> {
        private final long atNanos;
        private final long number;
        private final Runnable task;
        private boolean cancelled;

        Due(long atNanos, long number, Runnable task) {
            this.atNanos = atNanos;
            this.number = number;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Due other) {
            int order = Long.compare(atNanos - other.atNanos, 0);
            return order == 0 ? Long.compare(number, other.number) : order;
        }
    }

    /// Runs timers, tasks and channels until `done` is true, which is asked between any two of
    /// them.
    public void runUntil(BooleanSupplier done) {
        checkConfined();
        while (!done.getAsBoolean()) {
            if (runOneTask() || runOneTimer()) {
                continue;
            }
            try {
                selector.select(ClientReactor::onReady, waitMillis());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private boolean runOneTask() {
        Runnable task = posted.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    private boolean runOneTimer() {
        Due first = timers.peek();
        if (first == null || (!first.cancelled && first.atNanos - nanoTime() > 0)) {
            return false;
        }
        timers.poll();
        if (!first.cancelled) {
            first.task.run();
        }
        return true;
    }

    /// 0 waits for ever.
    private long waitMillis() {
        Due first = timers.peek();
        if (first == null) {
            return 0;
        }
        return Math.max(1, (first.atNanos - nanoTime() + 999_999) / 1_000_000);
    }

    private static void onReady(SelectionKey key) {
        if (key.isValid() && key.attachment() instanceof Runnable task) {
            task.run();
        }
    }

    /// Runs `onReady` whenever the channel is ready for `interest`.
    SelectionKey register(SelectableChannel channel, int interest, Runnable onReady) {
        try {
            channel.configureBlocking(false);
            return channel.register(selector, interest, onReady);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.getDefault();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(nanoTime() + delay.toNanos(), timerCount++, task);
        timers.add(due);
        return due;
    }

    @Override
    public Timer every(Duration period, Runnable task) {
        return new Repeating(period, task);
    }

    private final class Repeating implements Timer {
        private final long periodNanos;
        private final Runnable task;
        private Due next;

        Repeating(Duration period, Runnable task) {
            periodNanos = period.toNanos();
            this.task = task;
            next = schedule(nanoTime() + periodNanos);
        }

        private Due schedule(long atNanos) {
            Due due = new Due(atNanos, timerCount++, this::run);
            timers.add(due);
            return due;
        }

        private void run() {
            next = schedule(next.atNanos + periodNanos);
            task.run();
        }

        @Override
        public void cancel() {
            next.cancel();
        }
    }

    @Override
    public void post(Runnable task) {
        posted.add(task);
        if (Thread.currentThread() != owner) {
            selector.wakeup();
        }
    }

    @Override
    public <T> Promise<T> blocking(Callable<T> work) {
        Deferred<T> result = new Deferred<>();
        Thread.ofPlatform().daemon().name("blocking-work").start(() -> run(work, result));
        return result;
    }

    private <T> void run(Callable<T> work, Deferred<T> result) {
        FutureTask<T> task = new FutureTask<>(work);
        task.run();
        try {
            T value = task.get();
            post(() -> result.complete(value));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case FluxException error -> post(() -> result.fail(error));
                case IOException error -> post(() -> result.fail(FluxException.of(error)));
                case RuntimeException bug -> post(() -> raise(bug));
                case Error bug -> post(() -> raise(bug));
                case null, default -> post(() -> raise(new IllegalStateException(e)));
            }
        } catch (InterruptedException e) {
            post(() -> result.fail(new FluxException(Errno.EINTR)));
        }
    }

    /// What the work may not throw, on the thread where it ends the command.
    private static void raise(RuntimeException bug) {
        throw bug;
    }

    private static void raise(Error bug) {
        throw bug;
    }

    @Override
    public void checkConfined() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("called on another thread than the client's");
        }
    }

    /// Interrupts that thread when this is closed, and waits a moment for its end.
    void endsWith(Thread helper) {
        helpers.add(helper);
    }

    @Override
    public void close() {
        helpers.forEach(Thread::interrupt);
        try {
            for (Thread helper : helpers) {
                helper.join(HELPERS_END);
            }
        } catch (InterruptedException _) {
            owner.interrupt();
        }
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
