package fluxj.client;

import fluxj.core.event.EventProtocol;
import fluxj.core.service.ServiceProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.ByteStream;
import fluxj.platform.Descriptors;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.wire.Control;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.StreamFraming;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A connection to a broker of this host for a program whose one thread is a reactor that does
/// other things too. Unlike [FluxClient] it never waits.
public final class ReactorClient implements AutoCloseable {
    private static final int FIRST_SIZE = 64 * 1024;

    private final ByteStream stream;
    private final RpcClient rpc = new RpcClient(this::send, () -> -1);
    private final Deferred<Empty> accepted = new Deferred<>();
    private final Deferred<FluxException> closed = new Deferred<>();
    private ByteBuffer input = ByteBuffer.allocate(FIRST_SIZE);
    private Consumer<Request> requests = this::refuse;
    private Consumer<Event> events = _ -> {};

    private ReactorClient(ByteStream stream) {
        this.stream = stream;
        stream.listen(new Listener());
    }

    /// Connects; to be called on the reactor that `descriptors` belong to.
    ///
    /// @param environment where `FLUX_URI` is read
    /// @throws FluxException when nobody listens there
    public static ReactorClient open(Map<String, String> environment, Descriptors descriptors) {
        String path = LocalAddress.of("", environment).path();
        Socket socket = Socket.newSocketDomain();
        try {
            if (!socket.connect(new DomainSocketAddress(path))) {
                throw new FluxException(Errno.EAGAIN, "broker socket " + path + " is busy");
            }
        } catch (IOException e) {
            throw new FluxException(
                    FluxException.of(e).errno(), "broker socket " + path + ": " + IoReason.of(e));
        }
        return new ReactorClient(descriptors.stream(socket.intValue()));
    }

    /// Done when the broker has let us in.
    public Promise<Empty> accepted() {
        return accepted;
    }

    /// Gives its value when the connection has ended.
    public Promise<FluxException> closed() {
        return closed;
    }

    /// Calls.
    public RpcClient rpc() {
        return rpc;
    }

    /// Takes every event that arrives.
    public void onEvent(Consumer<Event> handler) {
        events = handler;
    }

    /// Takes requests for services that were added.
    public void serve(Consumer<Request> handler) {
        requests = handler;
    }

    /// Asks for events whose topic begins with that.
    public Promise<Empty> subscribe(String prefix) {
        return rpc.call(
                EventProtocol.SUBSCRIBE, Message.NODEID_ANY, new EventProtocol.Topic(prefix));
    }

    /// Undoes [#subscribe].
    public Promise<Empty> unsubscribe(String prefix) {
        return rpc.call(
                EventProtocol.UNSUBSCRIBE, Message.NODEID_ANY, new EventProtocol.Topic(prefix));
    }

    /// Registers a service name.
    public Promise<Empty> addService(String name) {
        return rpc.call(ServiceProtocol.ADD, Message.NODEID_ANY, new ServiceProtocol.Name(name));
    }

    /// Undoes [#addService].
    public Promise<Empty> removeService(String name) {
        return rpc.call(ServiceProtocol.REMOVE, Message.NODEID_ANY, new ServiceProtocol.Name(name));
    }

    /// Sends any message.
    public void send(Message message) {
        if (!closed.isDone()) {
            stream.write(StreamFraming.encode(message));
        }
    }

    private void refuse(Request request) {
        if (!request.noResponse()) {
            send(request.respondError(Errno.ENOSYS, ""));
        }
    }

    private final class Listener implements ByteStream.Listener {
        @Override
        public void onBytes(byte[] chunk) {
            int from = 0;
            if (!accepted.isDone()) {
                if (chunk[0] != 0) {
                    end(new FluxException(new Errno(chunk[0] & 0xff)));
                    return;
                }
                from = 1;
                accepted.complete(Empty.EMPTY);
            }
            append(chunk, from);
            try {
                takeMessages();
            } catch (FluxException e) {
                end(e);
            }
        }

        @Override
        public void onEnd() {
            end(new FluxException(Errno.ECONNRESET, "connection to the broker was lost"));
        }
    }

    private void append(byte[] chunk, int from) {
        int count = chunk.length - from;
        if (input.remaining() < count) {
            int needed = Math.max(input.capacity() * 2, input.position() + count);
            ByteBuffer larger = ByteBuffer.allocate(needed);
            larger.put(input.flip());
            input = larger;
        }
        input.put(chunk, from, count);
    }

    private void takeMessages() {
        input.flip();
        while (true) {
            Optional<Message> message = StreamFraming.decode(input);
            if (message.isEmpty()) {
                break;
            }
            take(message.get());
        }
        input.compact();
    }

    private void take(Message message) {
        switch (message) {
            case Response response -> rpc.response(response);
            case Event event -> events.accept(event);
            case Request request -> requests.accept(request);
            case Control _ -> {}
        }
    }

    private void end(FluxException why) {
        if (closed.isDone()) {
            return;
        }
        stream.close();
        closed.complete(why);
        accepted.fail(why);
        rpc.failAll(why);
    }

    @Override
    public void close() {
        end(new FluxException(Errno.ECONNABORTED));
    }
}
