package fluxj.client;

import fluxj.core.attr.AttrProtocol;
import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.StreamFraming;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// One connection at a time: a handshake byte, then requests by topic: `echo` is answered with its
/// payload, `attr.get` with `7`, `stream` with three items, `event.subscribe` with an event,
/// `silent` never, and `bye` by closing.
final class EchoServer implements AutoCloseable {
    private final ServerSocketChannel server;
    private final int handshake;
    private final List<Message> seen = new CopyOnWriteArrayList<>();
    private final Thread thread;

    EchoServer(Path path, int handshake) {
        this.handshake = handshake;
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name("echo-server").start(this::serve);
    }

    List<Message> seen() {
        return seen;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                client.write(ByteBuffer.wrap(new byte[] {(byte) handshake}));
                if (handshake == 0) {
                    talk(client);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // The next client may fare better.
                continue;
            }
        }
    }

    private void talk(SocketChannel client) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(16 << 20);
        while (client.read(in) >= 0) {
            in.flip();
            for (var next = StreamFraming.decode(in);
                    next.isPresent();
                    next = StreamFraming.decode(in)) {
                seen.add(next.get());
                if (next.get() instanceof Request request && !answer(client, request)) {
                    return;
                }
            }
            in.compact();
        }
    }

    private static boolean answer(SocketChannel client, Request request) throws IOException {
        switch (request.topic()) {
            case "echo" -> send(client, request.respond(request.payload()));
            case "attr.get" ->
                    send(client, request.respond(Payload.of(new AttrProtocol.Value("7", 0))));
            case "stream" -> {
                for (int i = 0; i < 3; i++) {
                    send(client, request.respond(Payload.of(JsonObject.of("n", i))));
                }
                send(client, request.respondError(Errno.ENODATA, ""));
            }
            case "event.subscribe" -> {
                // The event may well come before the answer.
                send(client, Event.of("hb.pulse", Payload.NONE, 0));
                send(client, Event.of("other", Payload.NONE, 0));
                send(client, request.respond(Payload.NONE));
            }
            case "bye" -> {
                return false;
            }
            default -> {
                // silent
            }
        }
        return true;
    }

    private static void send(SocketChannel client, Message message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(StreamFraming.encode(message));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            thread.interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
