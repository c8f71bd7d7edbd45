package fluxj.it.attack;

import fluxj.cert.CurveCertificate;
import fluxj.it.Site;
import fluxj.json.JsonObject;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;
import fluxj.zmtp.SessionEvents;
import fluxj.zmtp.SessionOptions;
import fluxj.zmtp.SessionSecurity;
import fluxj.zmtp.SocketType;
import fluxj.zmtp.ZmtpException;
import fluxj.zmtp.ZmtpSession;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKey;
import fluxj.zmtp.crypto.CurveKeyPair;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// A peer with the instance's key that says to a broker what it likes, and reads only when told.
final class OverlayPeer implements AutoCloseable, SessionEvents {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int VERSION = 88 << 8;
    private static final int FULL = 1;

    private final String identity = UUID.randomUUID().toString();
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ZmtpSession session;
    private final ByteBuf input = Unpooled.buffer();
    private final ByteBuf output = Unpooled.buffer();
    private final ArrayDeque<Message> arrived = new ArrayDeque<>();
    private String end = "";

    private OverlayPeer(SocketAddress address, SessionSecurity security) {
        session =
                new ZmtpSession(
                        new SessionOptions(SocketType.DEALER, identity, security, 1 << 30), this);
        try {
            selector = Selector.open();
            channel = SocketChannel.open(address);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        session.open(output);
    }

    /// Connects to a broker of a site by loopback and shakes hands.
    static OverlayPeer connect(Site site, int port) {
        CurveCrypto crypto = CurveCryptoProvider.select("auto").crypto();
        CurveCertificate certificate =
                CurveCertificate.load(
                        site.certificate(),
                        secret -> crypto.publicKey(CurveKey.of(secret)).bytes());
        CurveKey shared = CurveKey.of(certificate.publicKey());
        OverlayPeer peer =
                new OverlayPeer(
                        new InetSocketAddress("127.0.0.1", port),
                        new SessionSecurity.CurveClient(
                                crypto,
                                new CurveKeyPair(shared, CurveKey.of(certificate.secretKey())),
                                shared,
                                new SecureRandom()));
        peer.run(LIMIT, true, peer.session::isReady);
        return peer;
    }

    String identity() {
        return identity;
    }

    /// Why the connection has ended; empty while it has not.
    String end() {
        return end;
    }

    /// Says hello as a child of that rank.
    ///
    /// @return the answer; empty when the connection ended or no answer came in time
    Optional<Response> hello(int rank, String host) {
        say(
                new Request(
                        "overlay.hello",
                        Payload.of(
                                JsonObject.builder()
                                        .put("rank", rank)
                                        .put("version", VERSION)
                                        .put("uuid", identity)
                                        .put("status", FULL)
                                        .put("hostname", host)
                                        .build()),
                        new Credentials(Credentials.USERID_UNKNOWN, Credentials.OWNER),
                        RouteStack.EMPTY,
                        Message.ROUTE,
                        Message.NODEID_ANY,
                        0));
        run(LIMIT, true, () -> arrived.stream().anyMatch(Response.class::isInstance));
        for (Message message : arrived) {
            if (message instanceof Response response) {
                arrived.remove(message);
                return Optional.of(response);
            }
        }
        return Optional.empty();
    }

    /// Queues a message; it leaves with [#push] or [#converse].
    void say(Message message) {
        sayParts(MessageCodec.toParts(message));
    }

    /// Queues parts that need be no message.
    void sayParts(List<byte[]> parts) {
        session.write(parts, output);
    }

    /// Queues a ZMTP PING.
    void ping() {
        session.ping(output);
    }

    /// Sends what is queued without reading anything; false when it did not all leave in time.
    boolean push(Duration limit) {
        run(limit, false, () -> !output.isReadable());
        return !output.isReadable();
    }

    /// Sends and reads until something holds, in time or not.
    void converse(Duration limit, BooleanSupplier done) {
        run(limit, true, done);
    }

    /// What has arrived and was not taken yet.
    ArrayDeque<Message> arrived() {
        return arrived;
    }

    private void run(Duration limit, boolean reads, BooleanSupplier done) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (end.isEmpty() && !done.getAsBoolean() && System.nanoTime() < deadline) {
                key.interestOps(
                        (reads ? SelectionKey.OP_READ : 0)
                                | (output.isReadable() ? SelectionKey.OP_WRITE : 0));
                selector.select(50);
                selector.selectedKeys().clear();
                if (reads) {
                    read();
                }
                write();
            }
        } catch (IOException e) {
            end = String.valueOf(e.getMessage());
        } catch (ZmtpException e) {
            end = e.reason();
        }
    }

    private void read() throws IOException {
        input.ensureWritable(64 << 10);
        ByteBuffer room = input.nioBuffer(input.writerIndex(), input.writableBytes());
        int count = channel.read(room);
        if (count < 0) {
            end = session.closeReason();
            return;
        }
        input.writerIndex(input.writerIndex() + count);
        session.receive(input, output);
        input.discardReadBytes();
    }

    private void write() throws IOException {
        while (output.isReadable()) {
            int count = channel.write(output.nioBuffer());
            if (count == 0) {
                return;
            }
            output.skipBytes(count);
        }
        output.clear();
    }

    @Override
    public void onReady(String peerIdentity, String keyLabel) {}

    @Override
    public void onMessage(List<byte[]> parts) {
        arrived.add(MessageCodec.fromParts(parts));
    }

    @Override
    public void onPong() {}

    @Override
    public void close() {
        try {
            channel.close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
