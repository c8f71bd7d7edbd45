package fluxj.cli.broker;

import fluxj.archive.Startlog;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.FluxCore;
import fluxj.cli.Words;
import fluxj.cli.cron.CronTimes;
import fluxj.cli.kvs.KvsCommand;
import fluxj.client.FluxClient;
import fluxj.job.Eventlog;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `fluxj startlog`: list Flux instance startlog.
@Command(name = "startlog", description = "List Flux instance startlog", sortOptions = false)
public final class StartlogCommand extends FluxCommand {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    @Option(names = "--check", description = "Check if instance was properly shut down")
    private boolean check;

    @Option(names = "--quiet", description = "Suppress listing, useful with --check")
    private boolean quiet;

    @Option(
            names = {"-v", "--show-version"},
            description = "Show the flux-core version string in output")
    private boolean showVersion;

    @Option(
            names = "--post-start-event",
            hidden = true,
            description = "Post start event to eventlog (for rc use only)")
    private boolean postStart;

    @Option(
            names = "--post-finish-event",
            hidden = true,
            description = "Post finish event to eventlog (for rc use only)")
    private boolean postFinish;

    @Option(
            names = "--test-startlog-key",
            hidden = true,
            paramLabel = "PATH",
            description = "override startlog key (test only)")
    private String key = Startlog.KEY;

    @Option(
            names = "--test-startlog-version",
            hidden = true,
            paramLabel = "VERSION",
            description = "override startlog version (test only)")
    private int version = Startlog.VERSION;

    public StartlogCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            Startlog log =
                    new Startlog(
                            client.rpc(), KvsCommand.namespace(console(), Optional.empty()), key);
            double now = CronTimes.now();
            if (postStart || postFinish) {
                if (client.rank() > 0) {
                    throw new CommandFailure("Startlog events may only be posted from rank 0");
                }
                client.get(
                        postStart
                                ? log.start(now, version, FluxCore.VERSION)
                                : log.finish(now, version));
            } else if (list(client.get(log.events(version)), now) && check) {
                throw new CommandFailure("");
            }
        }
    }

    /// Prints a line for each time the instance ran; true when it was not shut down the last time.
    boolean list(List<Eventlog.Event> events, double now) {
        boolean crashed = false;
        boolean started = false;
        double last = 0;
        for (Eventlog.Event event : events) {
            if (event.name().equals("start")) {
                if (started) {
                    print("crashed\n");
                    crashed = true;
                }
                print(versionOf(event) + minutes(event.timestamp()) + " - ");
                started = true;
            } else if (event.name().equals("finish")) {
                if (started) {
                    print(
                            minutes(event.timestamp())
                                    + " ("
                                    + duration(event.timestamp() - last)
                                    + ")\n");
                    crashed = false;
                }
                started = false;
            }
            last = event.timestamp();
        }
        if (started) {
            print("running (" + duration(now - last) + ")\n");
        }
        return crashed;
    }

    /// A tenth of a second and more as everywhere, less in milliseconds.
    private static String duration(double seconds) {
        return seconds > 0 && seconds < 0.1
                ? Words.rounded(seconds * 1000, 2) + "ms"
                : Words.duration(seconds, 2);
    }

    private void print(String text) {
        if (!quiet) {
            console().out().print(text);
        }
    }

    private String versionOf(Eventlog.Event event) {
        if (!showVersion) {
            return "";
        }
        String core = event.context().flatMap(context -> context.text("core_version")).orElse("");
        return String.format(Locale.ROOT, "%25s  ", core);
    }

    private static String minutes(double timestamp) {
        return MINUTES.format(
                Instant.ofEpochSecond((long) timestamp).atZone(ZoneId.systemDefault()));
    }
}
