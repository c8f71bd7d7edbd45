package fluxj.services.content;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Those who wait until the entries are confirmed that were dirty when they came. Later entries do
/// not make them wait longer.
final class FlushWaiters {
    /// @param bound the last entry it waits for, by sequence
    private record Waiter(long bound, Deferred<Empty> done) {}

    private final Cache cache;
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    FlushWaiters(Cache cache) {
        this.cache = cache;
    }

    Promise<Empty> add() {
        if (cache.dirty() == 0) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        waiters.add(new Waiter(cache.lastSequence(), done));
        return done;
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    /// Lets those go for whom nothing is left to be done.
    void settle() {
        CacheEntry oldest = cache.oldestDirty();
        long open = oldest == null ? Long.MAX_VALUE : oldest.sequence;
        while (!waiters.isEmpty() && waiters.element().bound() < open) {
            waiters.remove().done().complete(Empty.EMPTY);
        }
    }

    /// Fails those who wait for the entry of that sequence.
    void fail(long sequence, FluxException error) {
        List<Waiter> failed = new ArrayList<>();
        while (!waiters.isEmpty() && waiters.getLast().bound() >= sequence) {
            failed.addFirst(waiters.removeLast());
        }
        for (Waiter waiter : failed) {
            waiter.done().fail(error);
        }
    }
}
