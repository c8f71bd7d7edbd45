package fluxj.zmtp;

import fluxj.wire.MessageLimits;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One end of one ZMTP connection. Bytes of the peer go in by [#receive]; what is to be sent is
/// appended to a buffer by every method that has one. A [ZmtpException] ends the session; what was
/// appended before it (an ERROR command) should still be sent.
public final class ZmtpSession {
    /// Most bytes of greeting and handshake that a peer may send.
    public static final int HANDSHAKE_LIMIT = 8192;

    /// Most parts a message may have.
    public static final int MAX_PARTS = MessageLimits.MAX_PARTS;

    private static final int HANDSHAKE_FRAME_LIMIT = 4096;
    private static final int SMALL_FRAME = 65_536;
    private static final int MAX_PING_CONTEXT = 16;
    private static final int PING_TTL_SIZE = 2;
    private static final String CLOSED_IN_GREETING =
            "peer closed the connection before its greeting";

    private enum State {
        GREETING,
        HANDSHAKE,
        READY
    }

    private final SessionOptions options;
    private final SessionEvents events;
    private final FrameDecoder frames;
    private final Handshake handshake;
    private State state = State.GREETING;
    private Traffic traffic = new NullTraffic();
    private long handshakeBytes;
    private List<byte[]> parts = new ArrayList<>();
    private long messageBytes;
    private boolean paused;
    private boolean pingWanted;
    private byte @Nullable [] owedPong;

    /// A session that has not begun.
    public ZmtpSession(SessionOptions options, SessionEvents events) {
        this.options = options;
        this.events = events;
        frames = new FrameDecoder(HANDSHAKE_FRAME_LIMIT, SMALL_FRAME);
        handshake = Handshake.of(options);
    }

    /// Writes our greeting.
    public void open(ByteBuf out) {
        Greeting.ours(options.security().mechanism(), options.security().asServer()).encode(out);
    }

    /// True when messages may be written.
    public boolean isReady() {
        return state == State.READY;
    }

    /// Takes in what the peer sent, as far as it is complete; the rest stays in the buffer and must
    /// be there again, with more behind it, at the next call. The bytes are decrypted in place.
    ///
    /// @throws ZmtpException when the connection must end
    public void receive(ByteBuf in, ByteBuf out) {
        if (state == State.GREETING && !greeting(in, out)) {
            return;
        }
        while (!paused) {
            int before = in.readableBytes();
            boolean complete = frames.decode(in);
            if (state == State.HANDSHAKE) {
                countHandshakeBytes(before - in.readableBytes());
            }
            if (!complete) {
                return;
            }
            if (state == State.HANDSHAKE) {
                handshakeFrame(out);
            } else {
                trafficFrame();
            }
        }
    }

    /// Makes [#receive] leave everything that follows in its buffer, until [#resume]. May be called
    /// from within an event.
    public void pause() {
        paused = true;
    }

    /// Ends a [#pause]; [#receive] must be called to take in what was left.
    public void resume() {
        paused = false;
    }

    private boolean greeting(ByteBuf in, ByteBuf out) {
        Greeting.check(in);
        if (in.readableBytes() < Greeting.SIZE) {
            return false;
        }
        countHandshakeBytes(Greeting.SIZE);
        Greeting peer = Greeting.decode(in);
        String ours = options.security().mechanism();
        if (!peer.mechanism().equals(ours)) {
            throw new ZmtpException(
                    "peer uses security mechanism "
                            + peer.mechanism()
                            + ", we use "
                            + ours
                            + ": give both brokers the same curve_cert");
        }
        if (peer.asServer() && options.security().asServer()) {
            throw new ZmtpException("both ends are the CURVE server");
        }
        state = State.HANDSHAKE;
        handshake.start(out);
        return true;
    }

    private void countHandshakeBytes(int bytes) {
        handshakeBytes += bytes;
        if (handshakeBytes > HANDSHAKE_LIMIT) {
            throw new ZmtpException("handshake of more than " + HANDSHAKE_LIMIT + " bytes");
        }
    }

    private void handshakeFrame(ByteBuf out) {
        if (!frames.isCommand()) {
            throw new ZmtpException("message before the end of the handshake");
        }
        Optional<Handshake.Result> done = handshake.command(frames.body(), out);
        if (done.isPresent()) {
            Handshake.Result result = done.get();
            traffic = result.traffic();
            state = State.READY;
            int limit = options.maxMessageBytes();
            frames.maxFrame(
                    (int) Math.min(Integer.MAX_VALUE - 8L, limit + (long) traffic.overhead()));
            events.onReady(result.peer().identity(), result.keyLabel());
        }
    }

    private void trafficFrame() {
        Traffic.Opened opened = traffic.open(frames.flags(), frames.body());
        if ((opened.flags() & Frames.COMMAND) != 0) {
            command(opened.body());
            return;
        }
        messageBytes += opened.body().readableBytes();
        if (messageBytes > options.maxMessageBytes() || parts.size() == MAX_PARTS) {
            throw new ZmtpException(
                    "message of more than "
                            + (parts.size() == MAX_PARTS
                                    ? MAX_PARTS + " parts"
                                    : options.maxMessageBytes() + " bytes"));
        }
        parts.add(toArray(opened.body()));
        if ((opened.flags() & Frames.MORE) == 0) {
            List<byte[]> message = parts;
            parts = new ArrayList<>(message.size());
            messageBytes = 0;
            events.onMessage(message);
        }
    }

    /// The bytes of a frame: the decoder's own array when the frame fills it, otherwise a copy.
    private byte[] toArray(ByteBuf body) {
        if (frames.isCollected()
                && body.readerIndex() == 0
                && body.array().length == body.readableBytes()) {
            return body.array();
        }
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        return bytes;
    }

    private void command(ByteBuf body) {
        switch (ZmtpCommand.readName(body)) {
            case ZmtpCommand.PING -> pong(body);
            case ZmtpCommand.PONG -> events.onPong();
            case ZmtpCommand.ERROR ->
                    throw new ZmtpException(
                            "peer reported an error: " + ZmtpCommand.readReason(body));
            default -> {
                // A command of a later ZMTP: RFC 37 wants those ignored.
            }
        }
    }

    private void pong(ByteBuf body) {
        if (body.readableBytes() < PING_TTL_SIZE
                || body.readableBytes() > PING_TTL_SIZE + MAX_PING_CONTEXT) {
            throw new ZmtpException("malformed PING");
        }
        byte[] context = new byte[body.readableBytes() - PING_TTL_SIZE];
        body.getBytes(body.readerIndex() + PING_TTL_SIZE, context);
        owedPong = context;
    }

    /// Asks for a ping; a live peer answers, see [SessionEvents#onPong].
    public void wantPing() {
        pingWanted = true;
    }

    /// Writes a ping now. Not between the frames of one message.
    public void ping(ByteBuf out) {
        traffic.write(out, Frames.COMMAND, command(ZmtpCommand.PING, new byte[PING_TTL_SIZE]));
    }

    /// True when [#writeOwed] has something to write: a ping, or the answer to the last one that
    /// came. However many came meanwhile, one answer is owed.
    public boolean hasOwed() {
        return pingWanted || owedPong != null;
    }

    /// Writes the commands that wait. Not between the frames of one message.
    public void writeOwed(ByteBuf out) {
        if (pingWanted) {
            pingWanted = false;
            ping(out);
        }
        byte[] context = owedPong;
        if (context != null) {
            owedPong = null;
            traffic.write(out, Frames.COMMAND, command(ZmtpCommand.PONG, context));
        }
    }

    private static byte[] command(String name, byte[] rest) {
        ByteBuf command = Unpooled.buffer(1 + name.length() + rest.length);
        ZmtpCommand.writeName(command, name);
        command.writeBytes(rest);
        return command.array();
    }

    /// Bytes on the wire of a frame with a body of that size.
    public int frameSize(int bodySize) {
        return traffic.wireSize(bodySize);
    }

    /// Writes one frame of a message.
    ///
    /// @param more whether further ones of the same message follow
    public void writeFrame(byte[] part, boolean more, ByteBuf out) {
        traffic.write(out, more ? Frames.MORE : 0, part);
    }

    /// Writes one message.
    public void write(List<byte[]> message, ByteBuf out) {
        int last = message.size() - 1;
        for (int i = 0; i <= last; i++) {
            writeFrame(message.get(i), i < last, out);
        }
    }

    /// Why a peer that closes the connection now may have done so.
    public String closeReason() {
        return switch (state) {
            case GREETING -> CLOSED_IN_GREETING;
            case HANDSHAKE -> handshake.closeReason();
            case READY -> "peer closed the connection";
        };
    }
}
