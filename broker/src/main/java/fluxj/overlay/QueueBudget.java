package fluxj.overlay;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The bytes that wait for one peer, in whatever form they are held, and when the peer last took
/// some. Counted in on the reactor and out on the connection's loop.
///
/// Above `queueBytes` the peer is backed up: messages are taken, and who can wait is asked to. Only
/// above `maxQueueBytes` is a message refused, a small one (an error in place of an answer) above
/// an eighth more. One message always fits when nothing else waits.
public final class QueueBudget {
    private static final int SMALL = 4096;

    private final SocketLimits limits;
    private final LongSupplier clock;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong progress = new AtomicLong();

    /// A count of nothing.
    ///
    /// @param clock nanoseconds that only grow; asked on both threads
    public QueueBudget(SocketLimits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /// Takes room for a message.
    ///
    /// @return [SendResult#SENT], [SendResult#BACKED_UP] or, when there is no room,
    ///   [SendResult#QUEUE_FULL]
    public SendResult reserve(long count) {
        long before = bytes.get();
        long max = limits.maxQueueBytes() + (count <= SMALL ? limits.maxQueueBytes() / 8 : 0);
        if (before > 0 && before + count > max) {
            return SendResult.QUEUE_FULL;
        }
        if (before == 0) {
            progress.set(clock.getAsLong());
        }
        return bytes.addAndGet(count) > limits.queueBytes()
                ? SendResult.BACKED_UP
                : SendResult.SENT;
    }

    /// Gives back the room of messages that the peer's kernel has, or that are lost.
    public void release(long count) {
        bytes.addAndGet(-count);
    }

    /// The peer has taken something.
    public void progressed() {
        progress.set(clock.getAsLong());
    }

    /// Bytes that wait.
    public long bytes() {
        return bytes.get();
    }

    /// How long the peer has taken nothing of what waits for it; 0 when nothing does.
    public long stalledNanos() {
        return bytes.get() == 0 ? 0 : Math.max(0, clock.getAsLong() - progress.get());
    }
}
