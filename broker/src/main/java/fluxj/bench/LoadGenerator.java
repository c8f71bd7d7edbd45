package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Keeps a fixed number of requests under way on each of some connections, all of one thread.
final class LoadGenerator {
    /// Sends one request.
    interface Sender {
        /// @param number counts up from 0
        Promise<Response> send(FluxClient client, int number);
    }

    private final List<FluxClient> clients;
    private final int window;
    private final Sender sender;
    private int limit;
    private long deadline;
    private int sent;
    private int answered;
    private @Nullable FluxException failure;

    /// @param window how many wait for an answer on each connection
    LoadGenerator(List<FluxClient> clients, int window, Sender sender) {
        this.clients = clients;
        this.window = window;
        this.sender = sender;
    }

    /// Sends for a time; gives the answers a second.
    ///
    /// @throws FluxException the first error that was answered
    double perSecond(double seconds) {
        long start = System.nanoTime();
        int before = answered;
        run(Integer.MAX_VALUE, start + (long) (seconds * 1e9));
        return (answered - before) / ((System.nanoTime() - start) / 1e9);
    }

    /// Sends so many; gives the seconds until the last is answered.
    ///
    /// @throws FluxException the first error that was answered
    double secondsFor(int count) {
        long start = System.nanoTime();
        run(sent + count, Long.MAX_VALUE);
        return (System.nanoTime() - start) / 1e9;
    }

    private void run(int untilSent, long untilNanos) {
        limit = untilSent;
        deadline = untilNanos;
        for (int i = 0; i < window; i++) {
            for (FluxClient client : clients) {
                next(client);
            }
        }
        clients.getFirst().reactor().runUntil(() -> answered == sent || failure != null);
        if (failure != null) {
            throw failure;
        }
    }

    private void next(FluxClient client) {
        if (sent < limit && System.nanoTime() < deadline) {
            sender.send(client, sent++).then(_ -> onAnswer(client), error -> failure = error);
        }
    }

    private void onAnswer(FluxClient client) {
        answered++;
        next(client);
    }
}
