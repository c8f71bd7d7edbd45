package fluxj.shellplugins.output;

import fluxj.shell.spi.KvsLimit;
import fluxj.shell.spi.ShellLog;

import java.util.LinkedHashMap;
import java.util.Map;

/// Counts what goes into the KVS and cuts off what is too much (spec services 15.5).
final class OutputLimit {
    /// The most that may be allowed.
    static final long MOST = 1L << 30;

    private static final long MUCH = 100L << 20;

    private final KvsLimit limit;
    private final ShellLog log;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    OutputLimit(KvsLimit limit, ShellLog log) {
        this.limit = limit;
        this.log = log;
        counts.put("stderr", 0L);
        counts.put("stdout", 0L);
    }

    /// Counts so many bytes more; true when they may be written.
    boolean admits(String stream, int count) {
        long before = counts.getOrDefault(stream, 0L);
        long now = before + count;
        counts.put(stream, now);
        if (now <= limit.bytes()) {
            return true;
        }
        if (before <= limit.bytes()) {
            log.warn(stream + " will be truncated, " + limit.text() + " limit exceeded");
        }
        return false;
    }

    /// Tells what was cut off, and what was much.
    void summarise() {
        counts.forEach(
                (stream, count) -> {
                    if (count > limit.bytes()) {
                        log.warn(
                                stream
                                        + ": "
                                        + (count - limit.bytes())
                                        + " of "
                                        + count
                                        + " bytes truncated");
                    }
                });
        counts.forEach(
                (stream, count) -> {
                    if (count > MUCH && count <= MOST) {
                        log.warn(
                                "high "
                                        + stream
                                        + " volume ("
                                        + KvsLimit.show(count)
                                        + "), consider redirecting to a file next time (e.g. use"
                                        + " --output=FILE)");
                    }
                });
    }
}
