package fluxj.overlay.jeromq;

import fluxj.overlay.QueueBudget;
import fluxj.overlay.SocketLimits;

import org.zeromq.ZMQ;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;

/// Messages for one peer that JeroMQ has not taken. The reactor counts bytes in, the loop counts
/// them out; the messages belong to the loop.
final class SendQueue {
    private final QueueBudget budget;
    private final ArrayDeque<List<byte[]>> messages = new ArrayDeque<>();

    SendQueue(SocketLimits limits, LongSupplier clock) {
        budget = new QueueBudget(limits, clock);
    }

    static long size(List<byte[]> parts) {
        long size = 0;
        for (byte[] part : parts) {
            size += part.length + 9;
        }
        return size;
    }

    QueueBudget budget() {
        return budget;
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
            budget.progressed();
            budget.release(size(message));
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    void clear() {
        for (List<byte[]> message : messages) {
            budget.release(size(message));
        }
        messages.clear();
    }
}
