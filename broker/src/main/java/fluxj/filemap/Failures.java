package fluxj.filemap;

import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;

import java.io.Closeable;

/// What is done about a failed step.
public final class Failures {
    private Failures() {}

    /// The same promise; its error's text begins with `what`.
    public static <T> Promise<T> named(String what, Promise<T> promise) {
        Deferred<T> result = new Deferred<>();
        promise.then(result::complete, error -> result.fail(named(what, error)));
        return result;
    }

    /// The same promise; when it fails, `resource` is closed first.
    public static <T> Promise<T> closing(Reactor reactor, Closeable resource, Promise<T> promise) {
        Deferred<T> result = new Deferred<>();
        promise.then(
                result::complete,
                error ->
                        reactor.blocking(
                                        () -> {
                                            resource.close();
                                            return Empty.EMPTY;
                                        })
                                // Whatever closing says, the first error is the one to tell.
                                .then(_ -> result.fail(error), _ -> result.fail(error)));
        return result;
    }

    /// The same error; its text begins with `what`.
    public static FluxException named(String what, FluxException error) {
        return new FluxException(error.errno(), what + ": " + error.getMessage());
    }
}
