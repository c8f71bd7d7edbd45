package fluxj.overlay.tree;

import fluxj.reactor.Reactor;
import fluxj.service.Log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Logs refused connections and messages: each peer and reason once in a period, then how often it
/// happened again, and no more than a few lines in all, so that a stranger cannot fill the log.
final class RejectionLog {
    private static final int MAX_LINES = 10;
    private static final int MAX_TEXT = 300;
    private static final Duration PERIOD = Duration.ofSeconds(60);

    private record Rejection(String host, String reason) {}

    private final Reactor reactor;
    private final Log log;
    private final Map<Rejection, Integer> repeats = new LinkedHashMap<>();
    private boolean armed;
    private int others;

    RejectionLog(Reactor reactor, Log log) {
        this.reactor = reactor;
        this.log = log;
    }

    /// @param peer an address; its port, another one each time, does not tell peers apart
    void rejected(String peer, String reason) {
        refused(peer, reason, "rejected " + peer + ": " + reason);
    }

    /// The same with a line of its own for the first time.
    void refused(String peer, String reason, String line) {
        limited(new Rejection(hostOf(peer), UntrustedText.clean(reason, MAX_TEXT)), line);
    }

    /// A line that somebody can cause again and again.
    void log(String line) {
        limited(new Rejection("", UntrustedText.clean(line, MAX_TEXT)), line);
    }

    private void limited(Rejection rejection, String line) {
        if (!armed) {
            armed = true;
            reactor.after(PERIOD, this::endPeriod);
        }
        Integer before = repeats.get(rejection);
        if (before != null) {
            repeats.put(rejection, before + 1);
        } else if (repeats.size() < MAX_LINES) {
            repeats.put(rejection, 0);
            log.err(UntrustedText.clean(line, MAX_TEXT));
        } else {
            others++;
        }
    }

    private static String hostOf(String peer) {
        int colon = peer.lastIndexOf(':');
        return colon < 0 ? peer : peer.substring(0, colon);
    }

    private void endPeriod() {
        armed = false;
        repeats.forEach(
                (rejection, count) -> {
                    if (count > 0) {
                        log.err(
                                (rejection.host().isEmpty() ? "" : "rejected ")
                                        + rejection.host()
                                        + (rejection.host().isEmpty() ? "another " : " another ")
                                        + count
                                        + " times in 60s: "
                                        + rejection.reason());
                    }
                });
        if (others > 0) {
            log.err("rejected " + others + " more connections or messages in 60s");
        }
        repeats.clear();
        others = 0;
    }
}
