package fluxj.core.log;

import fluxj.errors.FluxException;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;
import fluxj.rpc.LossyStream;
import fluxj.rpc.StreamCall;
import fluxj.service.AttributeTable;
import fluxj.service.Log;
import fluxj.service.LogRecord;
import fluxj.service.Severity;
import fluxj.wire.Payload;

import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The log of one broker. Before [#join] the rank is not known and records go to standard error
/// alone; from then on they are kept, shown, filed and sent up as the log attributes say.
public final class BrokerLog {
    private static final int UNKNOWN_RANK = -1;

    private final WallClock clock;
    private final String procid;
    private final AttributeTable attributes;
    private final LogOutput output;
    private final Deque<String> ring = new ArrayDeque<>();
    private final List<LossyStream> followers = new ArrayList<>();
    private Optional<Joined> joined = Optional.empty();
    private boolean delivering;
    private int count;
    private int local;
    private int remote;

    /// What is known once the broker has a rank.
    ///
    /// @param syslogPrefix `user@jobid-path`, asked for when it is first needed
    /// @param forward takes records on their way to the parent
    private record Joined(
            int rank,
            LogSettings settings,
            Supplier<String> syslogPrefix,
            Consumer<String> forward) {}

    /// A log without a rank.
    ///
    /// @param pid this process, as records name it
    public BrokerLog(WallClock clock, int pid, AttributeTable attributes, LogOutput output) {
        this.clock = clock;
        this.procid = Integer.toString(pid);
        this.attributes = attributes;
        this.output = output;
    }

    /// The log of a service of that name.
    public Log of(String app) {
        return (severity, text) -> write(app, severity, text);
    }

    /// Gives the log its rank, and the log attributes their defaults.
    ///
    /// @param syslogPrefix `user@jobid-path`, asked for when it is first needed
    /// @param forward takes records on their way to the parent; not called on rank 0
    /// @throws FluxException EINVAL naming the attribute that cannot be used
    public void join(int rank, Supplier<String> syslogPrefix, Consumer<String> forward) {
        joined = Optional.of(new Joined(rank, LogSettings.of(attributes), syslogPrefix, forward));
    }

    private void write(String app, Severity severity, String text) {
        String timestamp = LogRecord.timestamp(clock.epochMicros());
        String host =
                joined.map(now -> Integer.toString(now.rank()))
                        .orElseGet(() -> attributes.get("hostname").orElse("-"));
        for (String line : LogRecord.lines(text)) {
            append(new LogRecord(severity, timestamp, host, app, procid, line).encode());
        }
    }

    /// Takes a record of this broker or of one below it. What is logged while a record is delivered
    /// to followers and the parent is about that delivery: it stays here.
    void append(String text) {
        Optional<LogRecord> record = LogRecord.parse(text);
        if (joined.isEmpty()) {
            appendEarly(text, record);
            return;
        }
        boolean nested = delivering;
        delivering = true;
        try {
            append(joined.get(), text, record, nested);
        } finally {
            delivering = nested;
        }
    }

    private void append(
            Joined now, String text, Optional<LogRecord> record, boolean isAboutDelivery) {
        LogSettings settings = now.settings();
        int severity = record.map(LogRecord::severity).orElse(Severity.INFO).number();
        boolean shown = false;
        if (record.map(LogRecord::rank).orElse(UNKNOWN_RANK) == now.rank()) {
            local++;
            if (severity <= settings.level()) {
                keep(text, settings.ringSize(), isAboutDelivery);
            }
            shown =
                    severity <= settings.criticalLevel()
                            || (settings.local() && severity <= settings.stderrLevel());
            if (shown) {
                output.stderr(settings.local() ? systemdLine(text, record) : plain(text, record));
            }
        } else {
            remote++;
        }
        if (now.rank() > 0) {
            if (severity <= settings.forwardLevel()) {
                now.forward().accept(text);
            }
        } else {
            if (attributes.get("log-filename").isPresent()) {
                output.file(plain(text, record));
            }
            if (!shown && !settings.local() && severity <= settings.stderrLevel()) {
                output.stderr(plain(text, record));
            }
        }
        if (settings.syslog() && severity <= settings.syslogLevel()) {
            output.syslog(
                    Severity.of(severity),
                    now.syslogPrefix().get() + ' ' + record.map(LogRecord::line).orElse(text));
        }
    }

    /// Shows a record that cannot go to the parent any more, unless it was shown already.
    public void showUnsent(String text) {
        Optional<LogRecord> record = LogRecord.parse(text);
        int severity = record.map(LogRecord::severity).orElse(Severity.INFO).number();
        if (joined.isPresent()) {
            LogSettings settings = joined.get().settings();
            if (!settings.local()
                    && severity > settings.criticalLevel()
                    && severity <= settings.stderrLevel()) {
                output.stderr(plain(text, record));
            }
        }
    }

    private void appendEarly(String text, Optional<LogRecord> record) {
        boolean systemd = attributes.get(LogSettings.STDERR_MODE).orElse("").equals("local");
        int level = Severity.DEBUG.number();
        try {
            level = LogSettings.parseLevel(attributes.get(LogSettings.STDERR_LEVEL).orElse("7"));
        } catch (FluxException _) {
            // The attribute is refused when the log joins; until then everything is shown.
        }
        if (record.map(LogRecord::severity).orElse(Severity.EMERG).number() <= level) {
            output.stderr(systemd ? systemdLine(text, record) : plain(text, record));
        }
    }

    private static String systemdLine(String text, Optional<LogRecord> record) {
        return record.map(LogLines::forSystemd).orElse(text);
    }

    private static String plain(String text, Optional<LogRecord> record) {
        return record.map(parsed -> LogLines.plain(parsed, ZoneId.systemDefault())).orElse(text);
    }

    private void keep(String text, int limit, boolean isAboutDelivery) {
        if (limit == 0) {
            return;
        }
        ring.add(text);
        count++;
        while (ring.size() > limit) {
            ring.remove();
        }
        if (isAboutDelivery) {
            return;
        }
        for (LossyStream follower : List.copyOf(followers)) {
            follower.send(() -> Payload.ofText(text));
        }
    }

    /// Sends the ring, and what comes after it when `follow` says so. A follower that is behind
    /// misses lines, as the ring does, and is told how many.
    void show(Reactor reactor, StreamCall<?, ?> call, boolean backlog, boolean follow) {
        if (backlog) {
            for (String text : ring) {
                call.send(Payload.ofText(text));
            }
        }
        if (follow) {
            LossyStream follower = new LossyStream(reactor, call, this::leftOut);
            followers.add(follower);
            call.onClosed(() -> followers.remove(follower));
        } else {
            call.end();
        }
    }

    private Payload leftOut(int lines) {
        return Payload.ofText(
                new LogRecord(
                                Severity.WARNING,
                                LogRecord.timestamp(clock.epochMicros()),
                                joined.map(now -> Integer.toString(now.rank())).orElse("-"),
                                "log",
                                procid,
                                lines + " lines were left out: their reader is slow")
                        .encode());
    }

    void clear() {
        ring.clear();
    }

    /// Changes the level of standard error.
    void showFrom(int level) {
        joined =
                joined.map(
                        now ->
                                new Joined(
                                        now.rank(),
                                        now.settings().withStderrLevel(level),
                                        now.syslogPrefix(),
                                        now.forward()));
    }

    LogProtocol.Stats statistics() {
        return new LogProtocol.Stats(ring.size(), count, local, remote);
    }
}
