package fluxj.overlay.zmtp;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Messages waiting for one peer. The byte count may be asked and raised on the reactor; the
/// messages belong to the loop of the connection.
final class OutboundQueue {
    /// About what a frame costs beyond its body.
    private static final int FRAME_COST = 42;

    /// A message in parts and what it counts for.
    record Outbound(List<byte[]> parts, long bytes) {}

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    private final ArrayDeque<Outbound> messages = new ArrayDeque<>();

    OutboundQueue(long limit) {
        this.limit = limit;
    }

    static Outbound outbound(List<byte[]> parts) {
        long size = 0;
        for (byte[] part : parts) {
            size += part.length + FRAME_COST;
        }
        return new Outbound(parts, size);
    }

    /// Takes room for a message. One message always fits when nothing else is queued.
    boolean reserve(Outbound message) {
        long before = bytes.get();
        if (before > 0 && before + message.bytes() > limit) {
            return false;
        }
        bytes.addAndGet(message.bytes());
        return true;
    }

    void add(Outbound message) {
        messages.add(message);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /// The next message; its bytes stay counted until [#release].
    Outbound next() {
        return messages.remove();
    }

    /// Gives back the room of messages that the kernel has, or that are lost.
    void release(long count) {
        bytes.addAndGet(-count);
    }

    long bytes() {
        return bytes.get();
    }

    void clear() {
        for (Outbound message : messages) {
            release(message.bytes());
        }
        messages.clear();
    }
}
