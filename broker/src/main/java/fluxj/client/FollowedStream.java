package fluxj.client;

import fluxj.errors.FluxException;
import fluxj.reactor.Reactor;
import fluxj.rpc.StreamMethod;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A stream of another instance that a broker follows. The connection lives on a thread of its own;
/// what comes over it arrives on the broker's reactor, in its order.
///
/// @param <R> its items
public final class FollowedStream<R extends Record> implements AutoCloseable {
    private final Reactor home;
    private final Consumer<R> onItem;
    private final Consumer<FluxException> onEnd;
    private final AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Nothing is asked yet.
    ///
    /// @param home where the others run
    /// @param onEnd gets why there is no more: the stream's end, or that there is no connection
    public FollowedStream(Reactor home, Consumer<R> onItem, Consumer<FluxException> onEnd) {
        this.home = home;
        this.onItem = onItem;
        this.onEnd = onEnd;
    }

    /// Connects and asks; once.
    ///
    /// @param uri the other instance
    /// @param environment for the way to it, as [FluxClient#open] has it
    public <Q extends Record> void open(
            String uri, Map<String, String> environment, StreamMethod<Q, R> method, Q body) {
        Thread.ofPlatform()
                .daemon()
                .name("followed-stream")
                .start(() -> follow(uri, environment, method, body));
    }

    private <Q extends Record> void follow(
            String uri, Map<String, String> environment, StreamMethod<Q, R> method, Q body) {
        AtomicReference<@Nullable FluxException> end = new AtomicReference<>();
        try (FluxClient client = FluxClient.open(uri, environment)) {
            wake.set(() -> client.reactor().post(() -> {}));
            client.open(
                    method,
                    Message.NODEID_ANY,
                    body,
                    item -> home.post(() -> deliver(item)),
                    end::set);
            client.reactor().runUntil(() -> closed.get() || end.get() != null);
        } catch (FluxException e) {
            end.compareAndSet(null, e);
        }
        FluxException why = end.get();
        if (why != null) {
            home.post(() -> end(why));
        }
    }

    private void deliver(R item) {
        if (!closed.get()) {
            onItem.accept(item);
        }
    }

    private void end(FluxException why) {
        if (!closed.get()) {
            onEnd.accept(why);
        }
    }

    /// Ends the connection; nothing arrives after it.
    @Override
    public void close() {
        closed.set(true);
        wake.get().run();
    }
}
