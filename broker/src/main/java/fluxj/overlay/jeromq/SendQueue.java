package fluxj.overlay.jeromq;

import org.zeromq.ZMQ;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Messages for one peer that JeroMQ has not taken. The reactor counts bytes in, the loop counts
/// them out; the messages belong to the loop.
final class SendQueue {
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    private final ArrayDeque<List<byte[]>> messages = new ArrayDeque<>();

    SendQueue(long limit) {
        this.limit = limit;
    }

    static long size(List<byte[]> parts) {
        long size = 0;
        for (byte[] part : parts) {
            size += part.length + 9;
        }
        return size;
    }

    boolean reserve(long size) {
        long before = bytes.get();
        if (before > 0 && before + size > limit) {
            return false;
        }
        bytes.addAndGet(size);
        return true;
    }

    long bytes() {
        return bytes.get();
    }

    void add(List<byte[]> parts) {
        messages.add(parts);
    }

    /// Sends as much as JeroMQ takes.
    ///
    /// @param envelope frames in front of each message
    /// @throws org.zeromq.ZMQException when the peer is gone
    void flush(ZMQ.Socket socket, List<byte[]> envelope) {
        while (!messages.isEmpty()) {
            List<byte[]> message = messages.getFirst();
            for (byte[] frame : envelope) {
                if (!socket.send(frame, ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
                    return;
                }
            }
            int last = message.size() - 1;
            for (int i = 0; i <= last; i++) {
                int more = i < last ? ZMQ.SNDMORE : 0;
                if (!socket.send(message.get(i), more | ZMQ.DONTWAIT)) {
                    return; // only the first frame of a message can be refused
                }
            }
            messages.removeFirst();
            bytes.addAndGet(-size(message));
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    void clear() {
        for (List<byte[]> message : messages) {
            bytes.addAndGet(-size(message));
        }
        messages.clear();
    }
}
