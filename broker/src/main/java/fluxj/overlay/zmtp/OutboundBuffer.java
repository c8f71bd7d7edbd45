package fluxj.overlay.zmtp;

import fluxj.overlay.zmtp.OutboundQueue.Outbound;
import fluxj.zmtp.ZmtpSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.List;

/// What one connection writes next, encoded as late as can be and in bounded batches, so that a
/// peer that does not read costs its queue and no copies of it. A frame larger than a batch is
/// encoded in one piece on the heap and goes out in slices, each of them a sign of progress.
final class OutboundBuffer {
    /// Bytes that are handed to the channel at once.
    static final int BATCH = 64 * 1024;

    private static final int LEAST = 256;

    private final OutboundQueue queue;
    private final ZmtpSession session;
    private List<byte[]> parts = List.of();
    private int next;
    private long counted;
    private ByteBuf large = Unpooled.EMPTY_BUFFER;

    OutboundBuffer(OutboundQueue queue, ZmtpSession session) {
        this.queue = queue;
        this.session = session;
    }

    boolean isEmpty() {
        return counted == 0 && queue.isEmpty() && !session.hasOwed();
    }

    /// About how many bytes the next batch has.
    int nextSize() {
        return (int) Math.max(LEAST, Math.min(BATCH + LEAST, queue.bytes() + LEAST));
    }

    /// Fills a batch.
    ///
    /// @return bytes of the queue's budget that are to be given back once it is written
    long fill(ByteBuf batch) {
        long done = 0;
        while (batch.readableBytes() < BATCH) {
            if (large.isReadable()) {
                slice(batch);
            } else if (next < parts.size()) {
                encodeNext(batch);
            } else if (session.hasOwed()) {
                session.writeOwed(batch);
            } else if (!queue.isEmpty()) {
                Outbound message = queue.next();
                begin(message.parts(), message.bytes());
            } else {
                break;
            }
            if (next == parts.size() && !large.isReadable()) {
                done += counted;
                begin(List.of(), 0);
            }
        }
        return done;
    }

    private void slice(ByteBuf batch) {
        batch.writeBytes(large, Math.min(large.readableBytes(), BATCH - batch.readableBytes()));
        if (!large.isReadable()) {
            large = Unpooled.EMPTY_BUFFER;
        }
    }

    private void begin(List<byte[]> message, long bytes) {
        parts = message;
        next = 0;
        counted = bytes;
    }

    private void encodeNext(ByteBuf batch) {
        byte[] part = parts.get(next);
        next++;
        int size = session.frameSize(part.length);
        boolean more = next < parts.size();
        if (size <= BATCH) {
            session.writeFrame(part, more, batch);
            return;
        }
        large = Unpooled.buffer(size, size);
        session.writeFrame(part, more, large);
        begin(List.copyOf(parts.subList(next, parts.size())), counted); // lets go of the part
    }

    /// The connection is gone: what was begun is lost.
    void abandon() {
        queue.release(counted);
        begin(List.of(), 0);
        large = Unpooled.EMPTY_BUFFER;
    }
}
