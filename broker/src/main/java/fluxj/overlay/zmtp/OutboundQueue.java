package fluxj.overlay.zmtp;

import fluxj.overlay.QueueBudget;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketLimits;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;

/// Messages waiting for one peer. The byte count may be asked and raised on the reactor; the
/// messages belong to the loop of the connection.
final class OutboundQueue {
    /// About what a frame costs beyond its body.
    private static final int FRAME_COST = 42;

    /// A message in parts and what it counts for.
    record Outbound(List<byte[]> parts, long bytes) {}

    private final QueueBudget budget;
    private ArrayDeque<Outbound> messages = new ArrayDeque<>();

    OutboundQueue(SocketLimits limits, LongSupplier clock) {
        budget = new QueueBudget(limits, clock);
    }

    static Outbound outbound(List<byte[]> parts) {
        long size = 0;
        for (byte[] part : parts) {
            size += part.length + FRAME_COST;
        }
        return new Outbound(parts, size);
    }

    /// Takes room for a message, see [QueueBudget#reserve].
    SendResult reserve(Outbound message) {
        return budget.reserve(message.bytes());
    }

    QueueBudget budget() {
        return budget;
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
        budget.release(count);
    }

    long bytes() {
        return budget.bytes();
    }

    void clear() {
        for (Outbound message : messages) {
            release(message.bytes());
        }
        messages = new ArrayDeque<>(); // after a flood the old one is large
    }
}
