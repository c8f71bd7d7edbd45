package fluxj.connector;

import fluxj.reactor.Reactor;
import fluxj.service.Log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Logs what a user's clients do wrong: each user and cause once in a period, then how often it
/// happened again, and no more than a few lines in all, so that nobody can fill the log.
final class ClientErrorLog {
    private static final int MAX_LINES = 10;
    private static final Duration PERIOD = Duration.ofSeconds(60);

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private record Cause(int userid, String text) {}

    private final Reactor reactor;
    private final Log log;
    private final Map<Cause, Integer> repeats = new LinkedHashMap<>();
    private boolean armed;
    private int others;

    ClientErrorLog(Reactor reactor, Log log) {
        this.reactor = reactor;
        this.log = log;
    }

    /// @param what what is wrong; the numbers in it do not tell causes apart
    void add(LocalClient client, String what) {
        int userid = client.cred().userid();
        String cause = NUMBER.matcher(what).replaceAll("N");
        add(userid, cause, "client=" + client.shortUuid() + " " + named(new Cause(userid, what)));
    }

    /// @param cause what is wrong, the same text each time
    /// @param line what is logged at first
    void add(int userid, String cause, String line) {
        if (!armed) {
            armed = true;
            reactor.after(PERIOD, this::endPeriod);
        }
        Cause key = new Cause(userid, cause);
        Integer before = repeats.get(key);
        if (before != null) {
            repeats.put(key, before + 1);
        } else if (repeats.size() < MAX_LINES) {
            repeats.put(key, 0);
            log.err(line);
        } else {
            others++;
        }
    }

    private static String named(Cause cause) {
        return "userid=" + Integer.toUnsignedString(cause.userid()) + ": " + cause.text();
    }

    private void endPeriod() {
        armed = false;
        repeats.forEach(
                (cause, count) -> {
                    if (count > 0) {
                        log.err(named(cause) + ", another " + count + " times in 60s");
                    }
                });
        if (others > 0) {
            log.err(others + " more faults of clients in 60s");
        }
        repeats.clear();
        others = 0;
    }
}
