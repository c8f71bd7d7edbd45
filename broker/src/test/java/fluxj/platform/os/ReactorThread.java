package fluxj.platform.os;

import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyDescriptors;
import fluxj.reactor.netty.NettyReactor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// A real reactor for a test: runs work on it and waits, with a deadline, for what comes out. A
/// fault on the reactor fails the test.
public final class ReactorThread implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final NettyReactor reactor = new NettyReactor("test-reactor", faults::add);
    private final NettyDescriptors descriptors = new NettyDescriptors(reactor);
    private final OsProcessSpawner spawner = new OsProcessSpawner(reactor, descriptors);

    /// A spawner on it that does as with an old C library and kernel.
    OsProcessSpawner oldSpawner() {
        return new OsProcessSpawner(reactor, descriptors, true);
    }

    /// The reactor.
    public NettyReactor reactor() {
        return reactor;
    }

    /// A spawner on it.
    public OsProcessSpawner spawner() {
        return spawner;
    }

    /// Runs something on the reactor; its result or exception.
    public <T> T call(Supplier<T> work) {
        return await(() -> Promise.of(work.get()));
    }

    /// Runs something on the reactor.
    public void run(Runnable work) {
        call(
                () -> {
                    work.run();
                    return true;
                });
    }

    /// Runs something on the reactor and waits for the promise it returns.
    public <T> T await(Supplier<Promise<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        reactor.post(
                () -> {
                    try {
                        work.get().then(result::complete, result::completeExceptionally);
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FluxException error) {
                throw error;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException("nothing came in time; faults: " + faults, e);
        }
    }

    @Override
    public void close() {
        reactor.close();
        if (!faults.isEmpty()) {
            throw new AssertionError("fault on the reactor", faults.getFirst());
        }
    }
}
