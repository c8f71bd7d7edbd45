package fluxj.overlay.jeromq;

import fluxj.reactor.Reactor;

import java.util.concurrent.atomic.AtomicInteger;

/// Messages on their way from the loop to the reactor: at most so many, then the loop stops reading
/// until half of them have been delivered.
final class ReceiveQueue {
    private static final int USUAL_BOUND = 1000;

    private final Reactor reactor;
    private final JeromqLoop loop;
    private final int bound;
    private final AtomicInteger waiting = new AtomicInteger();

    ReceiveQueue(Reactor reactor, JeromqLoop loop, int configured) {
        this.reactor = reactor;
        this.loop = loop;
        bound = configured > 0 ? configured : USUAL_BOUND;
    }

    boolean hasRoom() {
        return waiting.get() < bound;
    }

    void deliver(Runnable task) {
        waiting.incrementAndGet();
        reactor.post(
                () -> {
                    if (waiting.decrementAndGet() == bound / 2) {
                        loop.wake();
                    }
                    task.run();
                });
    }
}
