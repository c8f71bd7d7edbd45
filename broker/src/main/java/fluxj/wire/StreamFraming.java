package fluxj.wire;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import io.netty.buffer.ByteBuf;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages on stream sockets (spec 1.2): magic in the host's byte order, a big-endian length, then
/// the parts, each with its own length.
///
/// ```
///   +-------------------+-------------------+--------------------------------+
///   | magic (host)  4 B | N (big-endian) 4 B| N bytes: parts                 |
///   +-------------------+-------------------+--------------------------------+
///   part: L (1 byte, < 255) data   |   0xff, L (4 bytes, big-endian), data
/// ```
public final class StreamFraming {
    private static final int MAGIC = 0xffee0012;
    private static final int HEADER = 8;
    private static final int LONG_PART = 0xff;

    /// Longest message that is taken; a longer one ends the connection before it is read.
    public static final int MAX_MESSAGE = 1 << 30;

    private StreamFraming() {}

    /// Appends one framed message.
    public static void encode(Message message, ByteBuf out) {
        List<byte[]> parts = MessageCodec.toParts(message);
        long length = 0;
        for (byte[] part : parts) {
            length += part.length + (part.length < LONG_PART ? 1 : 5);
        }
        if (length > MAX_MESSAGE) {
            throw new FluxException(Errno.EMSGSIZE, "message of " + length + " bytes is too long");
        }
        out.ensureWritable((int) length + HEADER);
        putMagic(out);
        out.writeInt((int) length);
        for (byte[] part : parts) {
            if (part.length < LONG_PART) {
                out.writeByte(part.length);
            } else {
                out.writeByte(LONG_PART);
                out.writeInt(part.length);
            }
            out.writeBytes(part);
        }
    }

    /// Takes one message from the front of `in`; nothing is taken while it is not whole.
    ///
    /// @throws FluxException EPROTO for wrong magic, a length over [#MAX_MESSAGE], or parts that
    ///   are no message; the connection is then beyond repair
    public static Optional<Message> decode(ByteBuf in) {
        if (in.readableBytes() < HEADER) {
            return Optional.empty();
        }
        int start = in.readerIndex();
        if (magicAt(in, start) != MAGIC) {
            throw new FluxException(Errno.EPROTO, "bad magic on a message stream");
        }
        int length = in.getInt(start + 4);
        if (length < 0 || length > MAX_MESSAGE) {
            throw new FluxException(
                    Errno.EPROTO, "message of " + (length & 0xffffffffL) + " bytes is too long");
        }
        if (in.readableBytes() < HEADER + length) {
            return Optional.empty();
        }
        in.skipBytes(HEADER);
        return Optional.of(MessageCodec.fromParts(readParts(in, in.readerIndex() + length)));
    }

    private static List<byte[]> readParts(ByteBuf in, int end) {
        List<byte[]> parts = new ArrayList<>();
        while (in.readerIndex() < end) {
            long length = in.readUnsignedByte();
            if (length == LONG_PART) {
                if (end - in.readerIndex() < 4) {
                    throw new FluxException(Errno.EPROTO, "truncated part in a message stream");
                }
                length = in.readUnsignedInt();
            }
            if (length > end - in.readerIndex() || parts.size() == MessageCodec.MAX_PARTS) {
                throw new FluxException(Errno.EPROTO, "overlong part in a message stream");
            }
            byte[] part = new byte[(int) length];
            in.readBytes(part);
            parts.add(part);
        }
        return parts;
    }

    private static void putMagic(ByteBuf out) {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            out.writeIntLE(MAGIC);
        } else {
            out.writeInt(MAGIC);
        }
    }

    private static int magicAt(ByteBuf in, int at) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? in.getIntLE(at) : in.getInt(at);
    }
}
