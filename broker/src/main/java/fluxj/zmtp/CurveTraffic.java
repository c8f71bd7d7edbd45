package fluxj.zmtp;

import fluxj.zmtp.crypto.CurveBox;
import fluxj.zmtp.crypto.CurveCrypto;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/// Every frame in a MESSAGE command (RFC 26 "MESSAGE command"), sealed and opened where it lies.
///
/// ```
///   0x07 "MESSAGE"   nonce counter   Poly1305   flags   body
///         8               8             16        1      …
///                                     └────────── box ────┘
/// ```
///
/// The frame itself has no flags, as libzmq writes it; MORE and COMMAND are the box's first byte.
final class CurveTraffic implements Traffic {
    private static final byte[] NAME = "\u0007MESSAGE".getBytes(StandardCharsets.US_ASCII);
    private static final int COUNTER = NAME.length;
    private static final int BOX = COUNTER + CurveNonce.SHORT_SIZE;
    private static final int FLAGS = BOX + CurveCrypto.MAC_SIZE;
    private static final int OVERHEAD = FLAGS + 1;
    private static final String FROM_CLIENT = "CurveZMQMESSAGEC";
    private static final String FROM_SERVER = "CurveZMQMESSAGES";
    private static final int BOX_MORE = 0x01;
    private static final int BOX_COMMAND = 0x02;

    private final CurveBox box;
    private final byte[] sendNonce;
    private final byte[] receiveNonce;
    private long sent;
    private long received;

    /// @param sent the last counter that we used in the handshake
    /// @param received the last counter that the peer used in the handshake
    CurveTraffic(CurveBox box, boolean asServer, long sent, long received) {
        this.box = box;
        this.sent = sent;
        this.received = received;
        sendNonce = CurveNonce.prefixed(asServer ? FROM_SERVER : FROM_CLIENT);
        receiveNonce = CurveNonce.prefixed(asServer ? FROM_CLIENT : FROM_SERVER);
    }

    @Override
    public int wireSize(int bodySize) {
        return Frames.headerSize(OVERHEAD + bodySize) + OVERHEAD + bodySize;
    }

    @Override
    public void write(ByteBuf out, int flags, byte[] body) {
        Frames.writeHeader(out, 0, OVERHEAD + body.length);
        int start = out.writerIndex();
        sent++;
        CurveNonce.putCounter(sendNonce, sent);
        out.writeBytes(NAME);
        out.writeLong(sent);
        out.writeZero(CurveCrypto.MAC_SIZE);
        out.writeByte(
                ((flags & Frames.MORE) != 0 ? BOX_MORE : 0)
                        | ((flags & Frames.COMMAND) != 0 ? BOX_COMMAND : 0));
        out.writeBytes(body);
        box.seal(sendNonce, out, start + BOX, CurveCrypto.MAC_SIZE + 1 + body.length);
    }

    @Override
    public Opened open(int flags, ByteBuf body) {
        int start = body.readerIndex();
        int size = body.readableBytes();
        if (size < OVERHEAD || !startsWithName(body, start)) {
            throw new ZmtpException("frame that is not encrypted, on an encrypted connection");
        }
        long counter = body.getLong(start + COUNTER);
        if (Long.compareUnsigned(counter, received) <= 0) {
            throw new ZmtpException("message with a used nonce: replayed or out of order");
        }
        CurveNonce.putCounter(receiveNonce, counter);
        if (!box.open(receiveNonce, body, start + BOX, size - BOX)) {
            throw new ZmtpException("message that cannot be decrypted: forged or damaged");
        }
        received = counter;
        int inner = body.getByte(start + FLAGS);
        body.skipBytes(OVERHEAD);
        return new Opened(
                ((inner & BOX_MORE) != 0 ? Frames.MORE : 0)
                        | ((inner & BOX_COMMAND) != 0 ? Frames.COMMAND : 0),
                body);
    }

    private static boolean startsWithName(ByteBuf body, int start) {
        for (int i = 0; i < NAME.length; i++) {
            if (body.getByte(start + i) != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int overhead() {
        return OVERHEAD;
    }
}
