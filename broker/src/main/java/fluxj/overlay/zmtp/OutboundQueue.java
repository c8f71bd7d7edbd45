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

    /// About what a message costs beyond its parts.
    private static final int MESSAGE_COST = 100;

    private static final int LONG = 4096;

    private final QueueBudget budget;
    private ArrayDeque<Outbound> messages = new ArrayDeque<>();
    private int peak;

    OutboundQueue(SocketLimits limits, LongSupplier clock) {
        budget = new QueueBudget(limits, clock);
    }

    static Outbound outbound(List<byte[]> parts) {
        long size = MESSAGE_COST;
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
        peak = Math.max(peak, messages.size());
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /// The next message; its bytes stay counted until [#release].
    Outbound next() {
        Outbound next = messages.remove();
        if (peak > LONG && messages.isEmpty()) {
            renew();
        }
        return next;
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
        renew();
    }

    /// After a flood the old array is large.
    private void renew() {
        messages = new ArrayDeque<>();
        peak = 0;
    }
}
