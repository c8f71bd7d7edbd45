package fluxj.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import fluxj.reactor.netty.NettyReactor;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// One broker's reactor and transport for a test, and everything its sockets were told.
public final class OverlayEnd implements AutoCloseable, RouterListener, DealerListener {
    private static final long PATIENCE_SECONDS = 20;

    /// A message as a listener got it.
    ///
    /// @param from identity of the child, empty when it came from the parent
    public record Received(String from, Message message) {}

    public final NettyReactor reactor;
    public final OverlayTransport transport;
    public final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();
    public final BlockingQueue<PeerInfo> ready = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> gone = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> rejected = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> connected = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> disconnected = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> unreachable = new LinkedBlockingQueue<>();
    public final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

    /// Answers children's messages when set; on the reactor.
    public volatile boolean echo;

    private @Nullable RouterSocket echoSocket;

    public OverlayEnd(Function<NettyReactor, OverlayTransport> maker) {
        reactor = new NettyReactor("test-broker", faults::add);
        transport = call(() -> maker.apply(reactor));
    }

    /// Runs something on the reactor and gives its result.
    public <T> T call(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        reactor.post(
                () -> {
                    try {
                        result.complete(action.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs something on the reactor.
    public void run(Runnable action) {
        String _ =
                call(
                        () -> {
                            action.run();
                            return "";
                        });
    }

    /// A listening socket, and its first endpoint.
    public RouterSocket router(SocketOptions options) {
        RouterSocket socket = call(() -> transport.router(options, this));
        echoSocket = socket;
        return socket;
    }

    /// A connecting socket.
    public DealerSocket dealer(SocketOptions options) {
        return call(() -> transport.dealer(options, this));
    }

    /// The next of something that a listener is told.
    public static <T> T next(BlockingQueue<T> queue, String what) {
        try {
            T value = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(value, "no " + what + " within " + PATIENCE_SECONDS + " s");
            return value;
        } catch (InterruptedException e) {
            return fail(e);
        }
    }

    public Received nextMessage() {
        return next(messages, "message");
    }

    @Override
    public void onPeerReady(PeerInfo peer) {
        ready.add(peer);
    }

    @Override
    public void onMessage(String identity, Message message) {
        if (echo && echoSocket != null) {
            assertEquals(SendResult.SENT, echoSocket.send(identity, message));
        } else {
            messages.add(new Received(identity, message));
        }
    }

    @Override
    public void onMessage(Message message) {
        messages.add(new Received("", message));
    }

    @Override
    public void onPeerGone(String identity, String reason) {
        gone.add(identity + " " + reason);
    }

    @Override
    public void onRejected(String peer, String reason) {
        rejected.add(reason);
    }

    @Override
    public void onConnected() {
        connected.add("");
    }

    @Override
    public void onDisconnected(String reason) {
        disconnected.add(reason);
    }

    @Override
    public void onUnreachable(String reason) {
        unreachable.add(reason);
    }

    @Override
    public void onEvent(String event) {
        events.add(event);
    }

    @Override
    public void close() {
        run(transport::close);
        reactor.close();
        assertEquals(List.of(), List.copyOf(faults));
    }
}
