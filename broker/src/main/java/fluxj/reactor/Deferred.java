package fluxj.reactor;

import fluxj.errors.FluxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// The writing end of a [Promise]. The first completion counts; later ones are ignored, so that a
/// timeout and an answer may race.
public final class Deferred<T> implements Promise<T> {
    private record Waiter<T>(Consumer<? super T> onValue, Consumer<FluxException> onFailure) {}

    private List<Waiter<T>> waiters = new ArrayList<>(1);
    private @Nullable T value;
    private @Nullable FluxException error;

    /// Gives the value.
    public void complete(T result) {
        if (isDone()) {
            return;
        }
        value = result;
        List<Waiter<T>> ready = waiters;
        waiters = List.of();
        for (Waiter<T> waiter : ready) {
            waiter.onValue().accept(result);
        }
    }

    /// Gives what `work` returns, or fails as [Reactor#blocking] says; other exceptions are bugs
    /// and go on as they are.
    public void completeBy(Callable<? extends T> work) {
        T result;
        try {
            result = work.call();
        } catch (FluxException e) {
            fail(e);
            return;
        } catch (IOException e) {
            fail(FluxException.of(e));
            return;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        complete(result);
    }

    /// Gives the error.
    public void fail(FluxException failure) {
        if (isDone()) {
            return;
        }
        error = failure;
        List<Waiter<T>> ready = waiters;
        waiters = List.of();
        for (Waiter<T> waiter : ready) {
            waiter.onFailure().accept(failure);
        }
    }

    @Override
    public boolean isDone() {
        return value != null || error != null;
    }

    @Override
    public void then(Consumer<? super T> onValue, Consumer<FluxException> onFailure) {
        if (value != null) {
            onValue.accept(value);
        } else if (error != null) {
            onFailure.accept(error);
        } else {
            waiters.add(new Waiter<>(onValue, onFailure));
        }
    }
}
