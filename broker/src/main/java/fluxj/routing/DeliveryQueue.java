package fluxj.routing;

import fluxj.reactor.Reactor;

import java.util.ArrayDeque;
import java.util.Deque;

/// Messages on their way to code of this broker. They are delivered one after the other at the end
/// of the loop's current turn, so that a handler is never entered while another one runs, and two
/// services that answer each other do not recurse. One queue a broker; its order is the order in
/// which messages were sent. It is as deep as one turn makes it: it is emptied before the next
/// message is read.
public final class DeliveryQueue {
    /// Deliveries in one go before sockets and timers get their turn.
    private static final int BATCH = 1000;

    private final Reactor reactor;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

    /// A queue emptied on `reactor`.
    public DeliveryQueue(Reactor reactor) {
        this.reactor = reactor;
    }

    /// Adds a delivery.
    public void add(Runnable delivery) {
        waiting.add(delivery);
        schedule();
    }

    /// How many deliveries wait.
    public int size() {
        return waiting.size();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            reactor.post(this::drain);
        }
    }

    private void drain() {
        try {
            for (int i = 0; i < BATCH; i++) {
                Runnable next = waiting.poll();
                if (next == null) {
                    return;
                }
                next.run();
            }
        } finally {
            scheduled = false;
            if (!waiting.isEmpty()) {
                schedule();
            }
        }
    }
}
