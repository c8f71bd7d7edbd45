package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.client.FluxClient;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.reactor.Deferred;
import fluxj.rpc.Empty;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/// Removes services again while some are in use, as long as one is asked to.
final class BusyRetry {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private BusyRetry() {}

    /// Reads the option.
    static Optional<Duration> limit(Optional<String> option) {
        try {
            return option.map(Fsd::parse).map(BusyRetry::duration);
        } catch (FormatException e) {
            throw new CommandFailure("invalid --retry-busy FSD");
        }
    }

    private static Duration duration(Fsd time) {
        return time.isInfinite()
                ? Duration.ofSeconds(Integer.MAX_VALUE)
                : Duration.ofNanos(Math.round(time.seconds() * 1e9));
    }

    /// Does it.
    ///
    /// @param destroy tells how many are in use
    /// @throws CommandFailure with nothing to say when some are in use at the end
    static void run(FluxClient client, Optional<Duration> limit, IntSupplier destroy) {
        long start = client.reactor().nanoTime();
        int busy = destroy.getAsInt();
        while (busy > 0
                && limit.isPresent()
                && client.reactor().nanoTime() - start < limit.get().toNanos()) {
            Deferred<Empty> over = new Deferred<>();
            client.reactor().after(PERIOD, () -> over.complete(Empty.EMPTY));
            client.get(over);
            busy = destroy.getAsInt();
        }
        if (busy > 0 && limit.isPresent()) {
            throw new CommandFailure("");
        }
    }
}
