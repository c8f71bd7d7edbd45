package fluxj.coral2.dws.sim;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/// One piece of work for each of many items, only so many at a time.
final class BoundedWork<T> {
    private static final int WIDTH = 16;

    private final Iterator<T> items;
    private final Function<T, Promise<?>> work;
    private final Deferred<Empty> result = new Deferred<>();
    private int running;
    private boolean starting;

    private BoundedWork(Iterator<T> items, Function<T, Promise<?>> work) {
        this.items = items;
        this.work = work;
    }

    /// Done when all are done; fails with the first that fails, and starts no more then.
    static <T> Promise<Empty> run(List<T> items, Function<T, Promise<?>> work) {
        BoundedWork<T> bounded = new BoundedWork<>(items.iterator(), work);
        bounded.fill();
        return bounded.result;
    }

    private void fill() {
        if (starting) {
            return;
        }
        starting = true;
        while (running < WIDTH && items.hasNext() && !result.isDone()) {
            running++;
            work.apply(items.next()).then(_ -> onDone(), this::onFailure);
        }
        starting = false;
        if (running == 0 && !items.hasNext()) {
            result.complete(Empty.EMPTY);
        }
    }

    private void onDone() {
        running--;
        fill();
    }

    private void onFailure(FluxException failure) {
        running--;
        result.fail(failure);
    }
}
