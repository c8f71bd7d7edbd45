package fluxj.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Cuts a byte stream into frames, resumable at any byte. A frame that is wholly in the input is a
/// view of it; a longer one is collected in an array that grows with what has really arrived, so a
/// large announcement alone costs nothing.
final class FrameDecoder {
    private static final int FIRST_ALLOCATION = 1 << 20;
    private static final int GROWTH = 4;

    private enum State {
        HEADER,
        BODY,
        LARGE_BODY
    }

    private final int smallFrame;
    private int maxFrame;
    private State state = State.HEADER;
    private int flags;
    private int size;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private boolean collected;

    /// @param maxFrame largest body accepted; may be changed later
    /// @param smallFrame bodies up to this size wait in the input until complete
    FrameDecoder(int maxFrame, int smallFrame) {
        this.maxFrame = maxFrame;
        this.smallFrame = smallFrame;
    }

    void maxFrame(int bytes) {
        maxFrame = bytes;
    }

    /// Reads on. True when a frame is complete: then [#flags] and [#body] are its, until the next
    /// call.
    boolean decode(ByteBuf in) {
        while (true) {
            switch (state) {
                case HEADER -> {
                    if (!decodeHeader(in)) {
                        return false;
                    }
                }
                case BODY -> {
                    if (in.readableBytes() < size) {
                        return false;
                    }
                    body = in.readSlice(size);
                    collected = false;
                    state = State.HEADER;
                    return true;
                }
                case LARGE_BODY -> {
                    collect(in);
                    if (body.writerIndex() < size) {
                        return false;
                    }
                    collected = true;
                    state = State.HEADER;
                    return true;
                }
            }
        }
    }

    private boolean decodeHeader(ByteBuf in) {
        int start = in.readerIndex();
        int there = in.readableBytes();
        if (there < 1) {
            return false;
        }
        flags = in.getUnsignedByte(start);
        if ((flags & Frames.RESERVED) != 0
                || (flags & (Frames.COMMAND | Frames.MORE)) == (Frames.COMMAND | Frames.MORE)) {
            throw new ZmtpException("frame with invalid flags 0x" + Integer.toHexString(flags));
        }
        boolean isLong = (flags & Frames.LONG) != 0;
        if (there < (isLong ? 9 : 2)) {
            return false;
        }
        long announced = isLong ? in.getLong(start + 1) : in.getUnsignedByte(start + 1);
        if (announced < 0 || announced > maxFrame) {
            throw new ZmtpException(
                    "frame of "
                            + Long.toUnsignedString(announced)
                            + " bytes is over the limit of "
                            + maxFrame);
        }
        in.skipBytes(isLong ? 9 : 2);
        size = (int) announced;
        if (size <= smallFrame || in.readableBytes() >= size) {
            state = State.BODY;
        } else {
            body = Unpooled.buffer(Math.min(size, FIRST_ALLOCATION), size);
            state = State.LARGE_BODY;
        }
        return true;
    }

    private void collect(ByteBuf in) {
        int wanted = Math.min(size - body.writerIndex(), in.readableBytes());
        int needed = body.writerIndex() + wanted;
        if (needed > body.capacity()) {
            long grown = Math.max(needed, (long) body.capacity() * GROWTH);
            body.capacity((int) Math.min(size, grown));
        }
        body.writeBytes(in, wanted);
    }

    /// Flags of the frame, [Frames#LONG] included.
    int flags() {
        return flags;
    }

    boolean isCommand() {
        return (flags & Frames.COMMAND) != 0;
    }

    boolean hasMore() {
        return (flags & Frames.MORE) != 0;
    }

    /// True when the body is an array of its own and not a view of the input.
    boolean isCollected() {
        return collected;
    }

    /// The frame's bytes, from its reader index on.
    ByteBuf body() {
        return body;
    }
}
