package fluxj.reactor;

import fluxj.errors.FluxException;

import java.util.function.Consumer;
import java.util.function.Function;

/// A result that is completed and consumed on one reactor, in order, without threads. Continuations
/// run at once when it is complete already, otherwise inside the completing call.
public sealed interface Promise<T> permits Deferred {
    /// Hands over the value or the error when there is one.
    void then(Consumer<? super T> onValue, Consumer<FluxException> onFailure);

    /// True when it has its value or error.
    boolean isDone();

    /// The promise of what `next` makes of the value; a [FluxException] from `next` fails it.
    default <U> Promise<U> map(Function<? super T, ? extends U> next) {
        Deferred<U> result = new Deferred<>();
        then(
                value -> {
                    U mapped;
                    try {
                        mapped = next.apply(value);
                    } catch (FluxException e) {
                        result.fail(e);
                        return;
                    }
                    result.complete(mapped);
                },
                result::fail);
        return result;
    }

    /// The promise that `next` makes of the value.
    default <U> Promise<U> flatMap(Function<? super T, Promise<U>> next) {
        Deferred<U> result = new Deferred<>();
        then(
                value -> {
                    Promise<U> second;
                    try {
                        second = next.apply(value);
                    } catch (FluxException e) {
                        result.fail(e);
                        return;
                    }
                    second.then(result::complete, result::fail);
                },
                result::fail);
        return result;
    }

    /// A promise that has its value.
    static <T> Promise<T> of(T value) {
        Deferred<T> done = new Deferred<>();
        done.complete(value);
        return done;
    }

    /// A promise that has failed.
    static <T> Promise<T> failed(FluxException error) {
        Deferred<T> done = new Deferred<>();
        done.fail(error);
        return done;
    }
}
