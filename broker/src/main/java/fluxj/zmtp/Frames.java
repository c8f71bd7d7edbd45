package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

/// How a frame starts (RFC 37 "traffic"): flags, then a size of one or, with LONG, eight bytes.
///
/// ```
///   flags: bit 0 MORE, bit 1 LONG, bit 2 COMMAND; all others zero
/// ```
final class Frames {
    static final int MORE = 0x01;
    static final int LONG = 0x02;
    static final int COMMAND = 0x04;
    static final int RESERVED = 0xf8;
    static final int SHORT_MAX = 255;

    private Frames() {}

    static int headerSize(int bodySize) {
        return bodySize > SHORT_MAX ? 9 : 2;
    }

    static void writeHeader(ByteBuf out, int flags, int bodySize) {
        if (bodySize > SHORT_MAX) {
            out.writeByte(flags | LONG);
            out.writeLong(bodySize);
        } else {
            out.writeByte(flags);
            out.writeByte(bodySize);
        }
    }
}
