package fluxj.archive;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Keeps a bounded number of requests under way. Its user asks [#isOpen] before each one, and is
/// called back when there is room again.
final class RequestWindow {
    private final int size;
    private final Runnable onRoom;
    private int underWay;
    private @Nullable FluxException failure;
    private @Nullable Deferred<Empty> idle;

    /// @param onRoom called after each result
    RequestWindow(int size, Runnable onRoom) {
        this.size = size;
        this.onRoom = onRoom;
    }

    /// True when one more may be sent.
    boolean isOpen() {
        return underWay < size && failure == null;
    }

    /// Counts a request until it has its result. The first error is kept; see [#idle].
    <T> void add(Supplier<Promise<T>> request, java.util.function.Consumer<T> onResult) {
        underWay++;
        request.get()
                .then(
                        value -> {
                            underWay--;
                            try {
                                onResult.accept(value);
                            } catch (FluxException e) {
                                keep(e);
                            }
                            next();
                        },
                        error -> {
                            underWay--;
                            keep(error);
                            next();
                        });
    }

    private void keep(FluxException error) {
        if (failure == null) {
            failure = error;
        }
    }

    private void next() {
        if (failure == null) {
            onRoom.run();
        }
        settle();
    }

    private void settle() {
        if (idle == null) {
            return;
        }
        if (failure != null) {
            idle.fail(failure);
        } else if (underWay == 0) {
            idle.complete(Empty.EMPTY);
        }
    }

    /// Done when nothing is under way; fails with the first error.
    Promise<Empty> idle() {
        Deferred<Empty> result = new Deferred<>();
        idle = result;
        settle();
        return result;
    }

    /// The first error, if there was one.
    @Nullable FluxException failure() {
        return failure;
    }
}
