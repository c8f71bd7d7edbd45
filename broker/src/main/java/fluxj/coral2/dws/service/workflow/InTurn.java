package fluxj.coral2.dws.service.workflow;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.util.Iterator;
import java.util.function.Function;

/// The same for one thing after the other, however many there are, up to the first failure. A user
/// may write thousands of directives: promises that are made one in another would run out of stack
/// when the last of so many is kept.
public final class InTurn<T> {
    private final Iterator<T> items;
    private final Function<? super T, ? extends Promise<?>> step;
    private final Deferred<Empty> result = new Deferred<>();

    private InTurn(Iterator<T> items, Function<? super T, ? extends Promise<?>> step) {
        this.items = items;
        this.step = step;
    }

    /// Takes the step for each, when that for the one before is done.
    public static <T> Promise<Empty> each(
            Iterable<T> items, Function<? super T, ? extends Promise<?>> step) {
        InTurn<T> turns = new InTurn<>(items.iterator(), step);
        turns.goOn();
        return turns.result;
    }

    private void goOn() {
        while (items.hasNext()) {
            Promise<?> taken = take(items.next());
            if (!taken.isDone()) {
                taken.then(_ -> goOn(), result::fail);
                return;
            }
            taken.then(_ -> {}, result::fail);
            if (result.isDone()) {
                return;
            }
        }
        result.complete(Empty.EMPTY);
    }

    private Promise<?> take(T item) {
        try {
            return step.apply(item);
        } catch (FluxException e) {
            return Promise.failed(e);
        }
    }
}
