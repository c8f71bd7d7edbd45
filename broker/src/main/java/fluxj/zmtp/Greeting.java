package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/// The first 64 bytes in each direction (RFC 37 "greeting").
///
/// ```
///   0     1..8     9     10      11      12..31       32         33..63
///   0xff  padding  0x7f  major   minor   mechanism    as-server  zero
/// ```
///
/// @param major version of ZMTP; below 3 is refused
/// @param minor lesser version; 0 and 1 are spoken alike here
/// @param mechanism `NULL` or `CURVE`
/// @param asServer whether the sender is the server of the mechanism
record Greeting(int major, int minor, String mechanism, boolean asServer) {
    static final int SIZE = 64;

    private static final int SIGNATURE_END = 9;
    private static final int MAJOR = 10;
    private static final int MINOR = 11;
    private static final int MECHANISM = 12;
    private static final int MECHANISM_SIZE = 20;
    private static final int AS_SERVER = 32;

    static Greeting ours(String mechanism, boolean asServer) {
        return new Greeting(3, 1, mechanism, asServer);
    }

    void encode(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(SIZE);
        out.setByte(start, 0xff);
        out.setByte(start + SIGNATURE_END, 0x7f);
        out.setByte(start + MAJOR, major);
        out.setByte(start + MINOR, minor);
        out.setBytes(start + MECHANISM, mechanism.getBytes(StandardCharsets.US_ASCII));
        out.setBoolean(start + AS_SERVER, asServer);
    }

    /// Refuses what cannot become a greeting as early as it shows, without consuming anything.
    static void check(ByteBuf in) {
        int start = in.readerIndex();
        int size = in.readableBytes();
        if (size > 0 && in.getUnsignedByte(start) != 0xff) {
            throw new ZmtpException(
                    "not a ZMTP 3 peer (first byte "
                            + in.getUnsignedByte(start)
                            + "): is something else using this port?");
        }
        if (size > SIGNATURE_END && (in.getByte(start + SIGNATURE_END) & 1) == 0) {
            throw new ZmtpException("not a ZMTP 3 peer: old or foreign protocol on this port");
        }
        if (size > MAJOR && in.getUnsignedByte(start + MAJOR) < 3) {
            throw new ZmtpException(
                    "peer speaks ZMTP "
                            + in.getUnsignedByte(start + MAJOR)
                            + ", which has no security: it needs ZeroMQ 4 or newer");
        }
    }

    /// Reads a greeting; at least [#SIZE] bytes are there and passed [#check].
    static Greeting decode(ByteBuf in) {
        int start = in.readerIndex();
        int length = 0;
        while (length < MECHANISM_SIZE && in.getByte(start + MECHANISM + length) != 0) {
            int c = in.getByte(start + MECHANISM + length);
            if (c <= ' ' || c > '~') {
                throw new ZmtpException("greeting names no security mechanism");
            }
            length++;
        }
        Greeting greeting =
                new Greeting(
                        in.getUnsignedByte(start + MAJOR),
                        in.getUnsignedByte(start + MINOR),
                        in.toString(start + MECHANISM, length, StandardCharsets.US_ASCII),
                        in.getByte(start + AS_SERVER) != 0);
        in.skipBytes(SIZE);
        return greeting;
    }
}
