package fluxj.cli.jobs.eventlog;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.job.Eventlog;
import fluxj.job.EventlogFormatter;
import fluxj.json.JanssonText;
import fluxj.json.JsonValue;
import fluxj.reactor.Timer;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobinfo.JobInfoProtocol.EventLine;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Follows an eventlog until an event has come.
final class EventWait {
    private record Match(String key, String value) {}

    private final FluxClient client;
    private final Console console;
    private final EventlogFormatter formatter;
    private final String wanted;
    private boolean quiet;
    private boolean verbose;
    private int count = 1;
    private Optional<Match> match = Optional.empty();
    private Optional<Fsd> limit = Optional.empty();
    private RpcClient.@Nullable Stream stream;
    private @Nullable FluxException end;
    private @Nullable Timer timer;
    private int matches;

    EventWait(FluxClient client, Console console, EventlogFormatter formatter, String wanted) {
        this.client = client;
        this.console = console;
        this.formatter = formatter;
        this.wanted = wanted;
    }

    /// Does not print the event.
    EventWait quiet() {
        quiet = true;
        return this;
    }

    /// Prints those before it too.
    EventWait verbose() {
        verbose = true;
        return this;
    }

    /// Waits for the event to come so often.
    EventWait times(int often) {
        count = often;
        return this;
    }

    /// Looks only at events with a member of that value in their context.
    EventWait matching(String key, String value) {
        match = Optional.of(new Match(key, value));
        return this;
    }

    /// Waits so long for each event, and no longer.
    EventWait within(Fsd time) {
        limit = Optional.of(time);
        return this;
    }

    /// Waits.
    ///
    /// @throws FluxException the error that ended the log, if not ENODATA
    void run(long job, String path, int flags) {
        console.watchReader(client);
        stream =
                client.open(
                        JobInfoProtocol.EVENTLOG_WATCH,
                        Message.NODEID_ANY,
                        WatchEvents.of(job, path, flags),
                        this::take,
                        error -> end = error);
        restartClock();
        client.reactor().runUntil(() -> end != null || matches >= count);
        if (timer != null) {
            timer.cancel();
        }
        if (end != null && matches < count) {
            if (!end.errno().equals(Errno.ENODATA)) {
                throw end;
            }
            throw new CommandFailure("event '" + wanted + "' never received");
        }
        if (end == null) {
            stream.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL);
        }
    }

    private void restartClock() {
        if (timer != null) {
            timer.cancel();
        }
        if (limit.isPresent() && !limit.get().isInfinite()) {
            timer =
                    client.reactor()
                            .after(
                                    limit.get().toDuration(),
                                    () -> {
                                        throw new CommandFailure(
                                                "wait-event timeout on event '" + wanted + "'");
                                    });
        }
    }

    private void take(EventLine line) {
        if (line.event().isEmpty() || matches >= count) {
            return;
        }
        Eventlog.Event event =
                Eventlog.decode(line.event().get().getBytes(StandardCharsets.UTF_8)).getFirst();
        formatter.pass(event);
        boolean last = isWanted(event) && ++matches == count;
        if (last ? !quiet : verbose) {
            console.out().print(formatter.line(event));
            console.out().flush();
        }
        restartClock();
    }

    private boolean isWanted(Eventlog.Event event) {
        if (!event.name().equals(wanted)) {
            return false;
        }
        return match.isEmpty()
                || event.context()
                        .flatMap(context -> context.get(match.get().key()))
                        .map(this::hasWantedValue)
                        .orElse(false);
    }

    private boolean hasWantedValue(JsonValue value) {
        String text = match.map(Match::value).orElse("");
        return JanssonText.of(value).equals(text) || value.equals(JsonValue.of(text));
    }
}
