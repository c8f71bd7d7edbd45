package fluxj.overlay.tree;

import fluxj.reactor.Reactor;
import fluxj.service.Log;

import java.time.Duration;

/// Logs refused connections and messages, a few in each period and then how many more there were,
/// so that a stranger cannot fill the log.
final class RejectionLog {
    private static final int BURST = 10;
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Reactor reactor;
    private final Log log;
    private int inPeriod;

    RejectionLog(Reactor reactor, Log log) {
        this.reactor = reactor;
        this.log = log;
    }

    void rejected(String peer, String reason) {
        if (inPeriod == 0) {
            reactor.after(PERIOD, this::endPeriod);
        }
        inPeriod++;
        if (inPeriod <= BURST) {
            log.err("overlay: rejected " + peer + ": " + reason);
        }
    }

    private void endPeriod() {
        int more = inPeriod - BURST;
        inPeriod = 0;
        if (more > 0) {
            log.err("overlay: rejected " + more + " more connections or messages in 10s");
        }
    }
}
