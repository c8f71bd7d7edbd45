package fluxj.filemap;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// One step after another, however many; results that are there at once do not nest.
public final class AsyncLoop {
    private final BooleanSupplier more;
    private final Supplier<Promise<Empty>> step;
    private final Deferred<Empty> done = new Deferred<>();
    private boolean running;
    private boolean waiting;

    private AsyncLoop(BooleanSupplier more, Supplier<Promise<Empty>> step) {
        this.more = more;
        this.step = step;
    }

    /// Takes a step for each item.
    public static <T> Promise<Empty> each(Iterable<T> items, Function<T, Promise<Empty>> step) {
        Iterator<T> rest = items.iterator();
        return loop(rest::hasNext, () -> step.apply(rest.next()));
    }

    /// Takes steps while there are more.
    public static Promise<Empty> loop(BooleanSupplier more, Supplier<Promise<Empty>> step) {
        AsyncLoop steps = new AsyncLoop(more, step);
        steps.run();
        return steps.done;
    }

    private void run() {
        running = true;
        try {
            while (!waiting && !done.isDone()) {
                if (!more.getAsBoolean()) {
                    done.complete(Empty.EMPTY);
                    break;
                }
                waiting = true;
                step.get().then(_ -> next(), done::fail);
            }
        } catch (FluxException e) {
            done.fail(e);
        }
        running = false;
    }

    private void next() {
        waiting = false;
        if (!running) {
            run();
        }
    }
}
