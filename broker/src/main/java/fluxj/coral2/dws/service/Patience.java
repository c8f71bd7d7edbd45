package fluxj.coral2.dws.service;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Asks again what Kubernetes did not answer: an API that is away for minutes costs no job.
final class Patience {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration FIRST_CLEANUP = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLEANUP = Duration.ofMinutes(5);
    private static final Set<Errno> PASSING =
            Set.of(
                    Errno.EAGAIN,
                    Errno.EIO,
                    Errno.ENOBUFS,
                    Errno.EPIPE,
                    Errno.ETIMEDOUT,
                    Errno.ECONNREFUSED,
                    Errno.ECONNRESET,
                    Errno.ECONNABORTED,
                    Errno.ENETUNREACH,
                    Errno.EHOSTUNREACH);

    private final DwsHost host;
    private final Duration first;

    /// @param first how long it waits the first time
    Patience(DwsHost host, Duration first) {
        this.host = host;
        this.first = first;
    }

    /// True when it was not the request's fault.
    static boolean isPassing(FluxException error) {
        return PASSING.contains(error.errno());
    }

    /// Asks until there is an answer, for ten minutes.
    <T> Promise<T> ask(Supplier<Promise<T>> request) {
        Deferred<T> result = new Deferred<>();
        long end = host.reactor().nanoTime() + LIMIT.toNanos();
        ask(
                request,
                result,
                first,
                error -> isPassing(error) && host.reactor().nanoTime() - end < 0);
        return result;
    }

    private <T> void ask(
            Supplier<Promise<T>> request,
            Deferred<T> result,
            Duration pause,
            Predicate<FluxException> again) {
        request.get()
                .then(
                        result::complete,
                        error -> {
                            if (!again.test(error)) {
                                result.fail(error);
                                return;
                            }
                            complain(error, pause);
                            Duration next = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                            host.reactor().after(pause, () -> ask(request, result, next, again));
                        });
    }

    private void complain(FluxException error, Duration pause) {
        host.debug(
                "Hit an exception: '"
                        + error.getMessage()
                        + "' while contacting kubernetes, sleeping for "
                        + pause.toMillis() / 1000.0
                        + " seconds");
    }

    /// Asks until it is done or there is nothing to be done it to, for ever (spec coral2 4.9).
    ///
    /// @param what said in the log when it fails
    Promise<Boolean> insist(String what, Supplier<? extends Promise<?>> request) {
        Deferred<Boolean> result = new Deferred<>();
        insist(what, request, result, 1);
        return result;
    }

    private void insist(
            String what,
            Supplier<? extends Promise<?>> request,
            Deferred<Boolean> result,
            int attempt) {
        request.get()
                .then(
                        _ -> result.complete(true),
                        error -> {
                            if (error.errno().equals(Errno.ENOENT)) {
                                result.complete(false);
                                return;
                            }
                            host.warn(
                                    "Failed to "
                                            + what
                                            + " after "
                                            + attempt
                                            + " attempts. Error is "
                                            + error.getMessage());
                            host.reactor()
                                    .after(
                                            cleanupPause(attempt),
                                            () -> insist(what, request, result, attempt + 1));
                        });
    }

    private Duration cleanupPause(int attempt) {
        Duration start = shorter(first, FIRST_CLEANUP);
        return shorter(start.multipliedBy(1L << Math.min(attempt - 1, 20)), LONGEST_CLEANUP);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
