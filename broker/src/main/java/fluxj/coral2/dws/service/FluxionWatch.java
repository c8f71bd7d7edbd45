package fluxj.coral2.dws.service;

import fluxj.coral2.dws.FluxionProtocol;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import java.time.Duration;

/// Finds out when Fluxion has a new resource graph, because it was loaded again or only now: it
/// knows nothing then of what it was told, and has all rabbits down (spec coral2 4.8.1).
final class FluxionWatch {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final DwsHost host;
    private final Runnable onNewGraph;
    private long asked;
    private boolean waits;

    FluxionWatch(DwsHost host, Runnable onNewGraph) {
        this.host = host;
        this.onNewGraph = onNewGraph;
    }

    /// Asks for a graph that is younger than this moment, from time to time.
    Timer start() {
        Reactor reactor = host.reactor();
        asked = reactor.nanoTime();
        return reactor.every(PERIOD, this::ask);
    }

    /// While Fluxion matches it answers nobody, and one question is enough.
    private void ask() {
        if (waits) {
            return;
        }
        waits = true;
        long now = host.reactor().nanoTime();
        host.rpc()
                .call(FluxionProtocol.STATS_GET, Message.NODEID_ANY, Empty.EMPTY)
                .then(
                        stats -> {
                            waits = false;
                            answered(now, stats.uptime());
                        },
                        _ -> waits = false);
    }

    /// The age is in whole seconds, rounded down. A graph that might have been there at the last
    /// question counts as new, so that no new one counts as old.
    private void answered(long question, long uptime) {
        Duration since = Duration.ofNanos(host.reactor().nanoTime() - asked);
        asked = question;
        if (uptime <= since.toSeconds()) {
            onNewGraph.run();
        }
    }
}
