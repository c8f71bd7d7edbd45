package fluxj.module;

import fluxj.platform.ByteStream;
import fluxj.reactor.Reactor;
import fluxj.wire.Message;
import fluxj.wire.StreamFraming;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// Messages on their way to a module's process. They wait as what they are, which others share, and
/// become bytes of the channel piece by piece as the module reads.
final class ChannelQueue {
    /// What a module that does not read may leave unread.
    static final long BOUND = 256 << 20;

    /// How long a module may read nothing while more than [#BOUND] waits.
    private static final Duration STALL_LIMIT = Duration.ofSeconds(10);

    private static final int PIECE = 64 << 10;
    private static final int UNDER_WAY = 4 * PIECE;

    private final Reactor reactor;
    private final ByteStream channel;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private byte @Nullable [] current;
    private int offset;
    private long bytes;
    private long progressNanos;
    private boolean pumping;

    ChannelQueue(Reactor reactor, ByteStream channel) {
        this.reactor = reactor;
        this.channel = channel;
        progressNanos = reactor.nanoTime();
    }

    void add(Message message) {
        if (pending() == 0) {
            progressNanos = reactor.nanoTime();
        }
        waiting.add(message);
        bytes += message.payload().length();
        pump();
    }

    /// The module has read something.
    void taken() {
        progressNanos = reactor.nanoTime();
        pump();
    }

    /// Bytes of payload that wait, and what the channel has of them.
    int pending() {
        return (int) Math.min(Integer.MAX_VALUE, bytes + rest() + channel.pending());
    }

    private int rest() {
        byte[] open = current;
        return open == null ? 0 : open.length - offset;
    }

    /// True when much waits and the module has read nothing of it for long.
    boolean isStuck() {
        return pending() > BOUND && reactor.nanoTime() - progressNanos > STALL_LIMIT.toNanos();
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            boolean more = true;
            while (more && channel.pending() < UNDER_WAY) {
                more = writePiece();
            }
        } finally {
            pumping = false;
        }
    }

    private boolean writePiece() {
        byte[] open = current;
        if (open == null) {
            Message next = waiting.poll();
            if (next == null) {
                return false;
            }
            bytes -= next.payload().length();
            open = StreamFraming.encode(next);
            offset = 0;
        }
        int end = Math.min(open.length, offset + PIECE);
        byte[] piece =
                offset == 0 && end == open.length ? open : Arrays.copyOfRange(open, offset, end);
        offset = end;
        current = end == open.length ? null : open;
        channel.write(piece);
        return true;
    }
}
