package fluxj.reactor.netty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A reactor that is one Netty event loop. Sockets of the broker are registered on [#eventLoop];
/// all their callbacks, timers and posted tasks run on its one thread.
public final class NettyReactor implements Reactor, AutoCloseable {
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Consumer<Throwable> onFault;
    private final RandomGenerator random;
    private @Nullable ExecutorService workers;

    /// Starts the loop on a thread of that name.
    ///
    /// @param onFault told of every exception that a task lets out: a bug; the loop goes on
    public NettyReactor(String threadName, Consumer<Throwable> onFault) {
        NettyLogger.install();
        group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        (ThreadFactory) task -> new Thread(task, threadName),
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory());
        loop = group.next();
        this.onFault = onFault;
        random = new SplittableRandom(seed());
    }

    /// Eight bytes of the kernel's, which are there at once; Java's own way to them takes a tenth
    /// of a broker's start.
    private static long seed() {
        try (InputStream source = Files.newInputStream(Path.of("/dev/urandom"))) {
            return ByteBuffer.wrap(source.readNBytes(Long.BYTES)).getLong();
        } catch (IOException e) {
            return new SecureRandom().nextLong();
        }
    }

    /// The event loop that sockets are registered on.
    public EventLoop eventLoop() {
        return loop;
    }

    /// True when the loop is an epoll loop, so that epoll channels fit it.
    public boolean isEpoll() {
        return Epoll.isAvailable();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        ScheduledFuture<?> future =
                loop.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public Timer every(Duration period, Runnable task) {
        long nanos = period.toNanos();
        ScheduledFuture<?> future =
                loop.scheduleAtFixedRate(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void post(Runnable task) {
        try {
            loop.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            if (!loop.isShuttingDown()) {
                throw e;
            }
        }
    }

    @Override
    public <T> Promise<T> blocking(Callable<T> work) {
        checkConfined();
        Deferred<T> result = new Deferred<>();
        if (workers == null) {
            workers =
                    Executors.newFixedThreadPool(
                            2,
                            task -> {
                                Thread thread = new Thread(task, "blocking-work");
                                thread.setDaemon(true);
                                return thread;
                            });
        }
        workers.execute(() -> runElsewhere(work, result));
        return result;
    }

    private <T> void runElsewhere(Callable<T> work, Deferred<T> result) {
        try {
            T value = work.call();
            post(() -> result.complete(value));
        } catch (FluxException e) {
            post(() -> result.fail(e));
        } catch (IOException e) {
            post(() -> result.fail(FluxException.of(e)));
        } catch (Exception e) {
            onFault.accept(e);
            post(
                    () ->
                            result.fail(
                                    new FluxException(
                                            Errno.EIO, "internal error; see the broker's log")));
        }
    }

    @Override
    public void checkConfined() {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException(
                    "called on thread "
                            + Thread.currentThread().getName()
                            + ", not on the reactor");
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> guard(task);
    }

    /// Runs a task now, as a callback of one of the broker's sockets; what it throws is a fault and
    /// goes no further.
    public void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            onFault.accept(e);
        }
    }

    /// Reports a bug.
    void fault(Throwable bug) {
        onFault.accept(bug);
    }

    /// Ends the loop; tasks not run yet are dropped. May be called from any thread.
    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        ExecutorService running = workers;
        if (running != null) {
            running.shutdownNow();
        }
    }

    /// Waits until the loop has ended. Not on the loop itself.
    public void awaitClosed() throws InterruptedException {
        group.terminationFuture().await();
    }
}
