package fluxj.wire;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import io.netty.buffer.ByteBuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages on stream sockets (spec broker 1.2): magic in the host's byte order, a big-endian
/// length, then the parts, each with its own length.
///
/// ```
///   +-------------------+-------------------+--------------------------------+
///   | magic (host)  4 B | N (big-endian) 4 B| N bytes: parts                 |
///   +-------------------+-------------------+--------------------------------+
///   part: L (1 byte, < 255) data   |   0xff, L (4 bytes, big-endian), data
/// ```
public final class StreamFraming {
    private static final int MAGIC = 0xffee0012;
    static final int HEADER = 8;
    static final int LONG_PART = 0xff;

    private StreamFraming() {}

    /// One framed message.
    ///
    /// @throws FluxException EMSGSIZE when it is longer than [MessageLimits#MAX_MESSAGE]
    public static byte[] encode(Message message) {
        List<byte[]> parts = MessageCodec.toParts(message);
        long length = bodyLength(parts);
        if (length > MessageLimits.MAX_MESSAGE) {
            throw new FluxException(Errno.EMSGSIZE, "message of " + length + " bytes is too long");
        }
        ByteBuffer out = ByteBuffer.allocate((int) length + HEADER);
        out.order(ByteOrder.nativeOrder()).putInt(MAGIC).order(ByteOrder.BIG_ENDIAN);
        out.putInt((int) length);
        for (byte[] part : parts) {
            if (part.length < LONG_PART) {
                out.put((byte) part.length);
            } else {
                out.put((byte) LONG_PART).putInt(part.length);
            }
            out.put(part);
        }
        return out.array();
    }

    /// Bytes of a message of these parts, header included.
    public static long frameLength(List<byte[]> parts) {
        return HEADER + bodyLength(parts);
    }

    /// Appends the header, of 8 bytes, of a message of so many bytes in all.
    public static void writeHeader(ByteBuf out, long frameLength) {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            out.writeIntLE(MAGIC);
        } else {
            out.writeInt(MAGIC);
        }
        out.writeInt((int) (frameLength - HEADER));
    }

    /// Appends the length of a part, 1 or 5 bytes.
    public static void writePartLength(ByteBuf out, int length) {
        if (length < LONG_PART) {
            out.writeByte(length);
        } else {
            out.writeByte(LONG_PART).writeInt(length);
        }
    }

    /// Bytes of a message's parts with their lengths.
    static long bodyLength(List<byte[]> parts) {
        long length = 0;
        for (byte[] part : parts) {
            length += part.length + (part.length < LONG_PART ? 1 : 5);
        }
        return length;
    }

    /// Takes the header from the front of `in`, which has all of it, for the length that follows.
    static int bodyLength(ByteBuffer in) {
        int length = frameLength(in) - HEADER;
        in.position(in.position() + HEADER);
        return length;
    }

    /// Bytes that the message at the front of `in` needs in all, header included; 0 while even its
    /// header is not whole. Same errors as [#decode].
    public static int frameLength(ByteBuffer in) {
        if (in.remaining() < HEADER) {
            return 0;
        }
        int start = in.position();
        int magic = in.order(ByteOrder.nativeOrder()).getInt(start);
        int length = in.order(ByteOrder.BIG_ENDIAN).getInt(start + 4);
        if (magic != MAGIC) {
            throw new FluxException(Errno.EPROTO, "bad magic on a message stream");
        }
        if (length < 0 || length > MessageLimits.MAX_MESSAGE) {
            throw new FluxException(
                    Errno.EPROTO, "message of " + (length & 0xffffffffL) + " bytes is too long");
        }
        return HEADER + length;
    }

    /// Takes one message from the front of `in`; nothing is taken while it is not whole.
    ///
    /// @throws FluxException EPROTO for wrong magic, a length over [MessageLimits#MAX_MESSAGE], or
    ///   parts that are no message; the connection is then beyond repair
    public static Optional<Message> decode(ByteBuffer in) {
        int length = frameLength(in);
        if (length == 0 || in.remaining() < length) {
            return Optional.empty();
        }
        int end = in.position() + length;
        in.position(in.position() + HEADER);
        return Optional.of(MessageCodec.fromParts(readParts(in, end)));
    }

    private static List<byte[]> readParts(ByteBuffer in, int end) {
        List<byte[]> parts = new ArrayList<>();
        while (in.position() < end) {
            long length = in.get() & 0xff;
            if (length == LONG_PART) {
                if (end - in.position() < 4) {
                    throw new FluxException(Errno.EPROTO, "truncated part in a message stream");
                }
                length = in.getInt() & 0xffffffffL;
            }
            if (length > end - in.position() || parts.size() == MessageLimits.MAX_PARTS) {
                throw new FluxException(Errno.EPROTO, "overlong part in a message stream");
            }
            byte[] part = new byte[(int) length];
            in.get(part);
            parts.add(part);
        }
        return parts;
    }
}
