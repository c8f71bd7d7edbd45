package fluxj.zmtp;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/// A command is a name with its length in front, then what belongs to it (RFC 37 "commands").
final class ZmtpCommand {
    static final String READY = "READY";
    static final String ERROR = "ERROR";
    static final String PING = "PING";
    static final String PONG = "PONG";
    static final String HELLO = "HELLO";
    static final String WELCOME = "WELCOME";
    static final String INITIATE = "INITIATE";
    static final String MESSAGE = "MESSAGE";

    private static final int MAX_TEXT = 255;

    private ZmtpCommand() {}

    /// Reads the name and leaves the rest.
    static String readName(ByteBuf body) {
        if (!body.isReadable()
                || body.readableBytes() - 1 < body.getUnsignedByte(body.readerIndex())) {
            throw new ZmtpException("malformed command: its name is cut off");
        }
        int length = body.readUnsignedByte();
        if (length == 0) {
            throw new ZmtpException("malformed command: it has no name");
        }
        return printable(body, length);
    }

    static void writeName(ByteBuf out, String name) {
        out.writeByte(name.length());
        out.writeCharSequence(name, StandardCharsets.US_ASCII);
    }

    /// Writes an ERROR command as a frame of its own.
    static void writeError(ByteBuf out, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, MAX_TEXT - ERROR.length() - 2);
        Frames.writeHeader(out, Frames.COMMAND, 1 + ERROR.length() + 1 + length);
        writeName(out, ERROR);
        out.writeByte(length);
        out.writeBytes(text, 0, length);
    }

    /// The reason in an ERROR command whose name was read.
    static String readReason(ByteBuf body) {
        if (!body.isReadable()) {
            return "no reason given";
        }
        int length = Math.min(body.readUnsignedByte(), body.readableBytes());
        return length == 0 ? "no reason given" : printable(body, length);
    }

    /// Text of a stranger, made fit for a log line.
    private static String printable(ByteBuf body, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = (char) body.readUnsignedByte();
            text.append(c < ' ' || c > '~' ? '?' : c);
        }
        return text.toString();
    }
}
