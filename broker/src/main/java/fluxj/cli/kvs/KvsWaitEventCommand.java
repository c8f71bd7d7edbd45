package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.job.Eventlog;
import fluxj.job.EventlogFormatter;
import fluxj.reactor.Timer;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

@Command(
        name = "wait-event",
        description = "Wait for an event",
        customSynopsis = KvsWaitEventCommand.SYNOPSIS,
        sortOptions = false)
final class KvsWaitEventCommand extends KvsEventlogCommand {
    /// How it is used.
    static final String SYNOPSIS =
            "fluxj kvs eventlog wait-event [-N ns] [-t seconds] [-u] [-W] [-q] [-v]"
                    + " [-L auto|always|never] key event";

    @Option(
            names = {"-W", "--waitcreate"},
            description = "Wait for creation to occur on eventlog")
    private boolean waitcreate;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "DURATION",
            description = "timeout after DURATION")
    private Optional<String> timeout = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            order = 20,
            description = "Do not output matched event")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            order = 21,
            description = "Output all events before matched event")
    private boolean verbose;

    @Parameters(index = "0", paramLabel = "key")
    private String key = "";

    @Parameters(index = "1", paramLabel = "event")
    private String wanted = "";

    private boolean seen;
    private @Nullable Timer timer;

    KvsWaitEventCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        EventlogFormatter formatter = formatter();
        Optional<Fsd> limit = timeout.map(text -> new Fsd(Words.seconds("timeout", text)));
        int flags = KvsProtocol.WATCH | KvsProtocol.WATCH_APPEND;
        flags |= waitcreate ? KvsProtocol.WAITCREATE : 0;
        if (key.isEmpty()) {
            throw failure("flux_kvs_lookup", new FluxException(Errno.EINVAL));
        }
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            KvsLookup lookup =
                    KvsLookup.start(
                            view(client),
                            key,
                            flags,
                            (running, object) -> {
                                take(running, formatter, object);
                                restartClock(client, limit);
                            });
            restartClock(client, limit);
            lookup.join();
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ENOENT)) {
                throw new CommandFailure("eventlog path " + key + " not found");
            }
            throw failure("flux_kvs_lookup_get", e);
        }
        if (!seen) {
            throw new CommandFailure("event '" + wanted + "' never received");
        }
    }

    /// The limit is for the time between two answers.
    private void restartClock(FluxClient client, Optional<Fsd> limit) {
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

    private void take(KvsLookup lookup, EventlogFormatter formatter, Treeobj object) {
        boolean found = false;
        for (Eventlog.Event event : events(object)) {
            found = event.name().equals(wanted);
            if (found ? !quiet : verbose && !seen) {
                console().out().print(formatter.line(event));
            }
            if (found) {
                break;
            }
        }
        console().out().flush();
        if (found) {
            seen = true;
            lookup.cancel();
        }
    }
}
