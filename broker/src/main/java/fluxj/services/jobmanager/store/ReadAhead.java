package fluxj.services.jobmanager.store;

import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Reads many things with many reads under way, and hands them over in their order. What is handed
/// over may be followed by more that comes right after it, as a directory is by what is in it.
///
/// @param <N> what is to be read
/// @param <R> what was read
public final class ReadAhead<N, R> {
    /// What to do with all of it.
    public interface Work<N, R> {
        /// Begins to read.
        Promise<R> read(N node);

        /// Takes what was read; the answer comes next.
        List<N> take(N node, R result);

        /// Takes note of what could not be read; the answer comes next.
        List<N> fail(N node, FluxException why);
    }

    private static final int WINDOW = 256;
    private static final int TURN = 256;

    private static final class Slot<N, R> {
        private final N node;
        private @Nullable Promise<R> result;

        private Slot(N node) {
            this.node = node;
        }
    }

    private final Reactor reactor;
    private final Work<N, R> work;
    private final BooleanSupplier ready;
    private final Runnable done;
    private final Deque<Slot<N, R>> slots = new ArrayDeque<>();
    private boolean running;
    private boolean finished;

    /// @param ready false while nothing may be handed over; then somebody calls [#go]
    /// @param done runs once, when nothing is left
    public ReadAhead(Reactor reactor, Work<N, R> work, BooleanSupplier ready, Runnable done) {
        this.reactor = reactor;
        this.work = work;
        this.ready = ready;
        this.done = done;
    }

    /// Adds what is to be read last.
    public void add(Collection<N> nodes) {
        nodes.forEach(node -> slots.addLast(new Slot<>(node)));
    }

    /// Goes on as far as it can.
    public void go() {
        if (running || finished) {
            return;
        }
        running = true;
        for (int i = 0; i < TURN; i++) {
            readAhead();
            if (!step()) {
                running = false;
                if (slots.isEmpty() && !finished) {
                    finished = true;
                    done.run();
                }
                return;
            }
        }
        running = false;
        reactor.post(this::go);
    }

    private void readAhead() {
        int begun = 0;
        for (Slot<N, R> slot : slots) {
            if (begun++ == WINDOW) {
                return;
            }
            if (slot.result == null) {
                Promise<R> result = work.read(slot.node);
                slot.result = result;
                if (!result.isDone()) {
                    result.then(_ -> wake(slot), _ -> wake(slot));
                }
            }
        }
    }

    /// Only what is handed over next makes room for more.
    private void wake(Slot<N, R> slot) {
        if (slot == slots.peekFirst()) {
            go();
        }
    }

    private boolean step() {
        @Nullable Slot<N, R> head = slots.peekFirst();
        if (head == null || head.result == null || !head.result.isDone()) {
            return false;
        }
        if (!ready.getAsBoolean()) {
            return false;
        }
        slots.removeFirst();
        head.result.then(
                result -> addFirst(work.take(head.node, result)),
                why -> addFirst(work.fail(head.node, why)));
        return true;
    }

    private void addFirst(List<N> nodes) {
        nodes.reversed().forEach(node -> slots.addFirst(new Slot<>(node)));
    }
}
