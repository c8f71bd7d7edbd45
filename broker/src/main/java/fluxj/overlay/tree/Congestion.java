package fluxj.overlay.tree;

import fluxj.reactor.Reactor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/// Knows whether so much waits for a neighbour that nothing should be added that can wait. It
/// begins when a send says so and is over when the longest queue has gone down by an eighth; until
/// then the queues are looked at again and again.
final class Congestion {
    private static final Duration CHECK_PERIOD = Duration.ofMillis(5);

    private final Reactor reactor;
    private final LongSupplier longest;
    private final long bound;
    private final Runnable onCheck;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean on;

    /// @param longest bytes in the longest queue to a neighbour
    /// @param bound bytes above which a send says that it is backed up
    /// @param onCheck called at each check, the last one included
    Congestion(Reactor reactor, LongSupplier longest, long bound, Runnable onCheck) {
        this.reactor = reactor;
        this.longest = longest;
        this.bound = bound;
        this.onCheck = onCheck;
    }

    boolean isOn() {
        return on;
    }

    /// A send said that its queue is above the bound.
    void begin() {
        if (!on) {
            on = true;
            reactor.after(CHECK_PERIOD, this::check);
        }
    }

    private void check() {
        on = longest.getAsLong() > bound - bound / 8;
        onCheck.run();
        if (on) {
            reactor.after(CHECK_PERIOD, this::check);
            return;
        }
        while (!on && !waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    /// Runs a task on a later turn, when it is over. Of several each sees whether those before it
    /// have filled a queue again: then it goes on waiting.
    void onDrained(Runnable task) {
        waiting.add(task);
        if (!on) {
            reactor.post(this::check);
        }
    }
}
