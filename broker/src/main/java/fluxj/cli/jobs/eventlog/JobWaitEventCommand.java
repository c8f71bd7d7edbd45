package fluxj.cli.jobs.eventlog;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.services.jobinfo.JobInfoProtocol;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Waits for an event of an eventlog.
@Command(name = "wait-event", description = "Wait for an event", sortOptions = false)
public final class JobWaitEventCommand extends FluxCommand {
    @Mixin private final EventlogOptions options = new EventlogOptions();

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "DURATION",
            description = "timeout after DURATION")
    private String timeout = "";

    @Option(
            names = {"-m", "--match-context"},
            paramLabel = "KEY=VAL",
            description = "match key=val in context")
    private String match = "";

    @Option(
            names = {"-c", "--count"},
            paramLabel = "COUNT",
            description = "required number of matches (default 1)")
    private int count = 1;

    @Option(
            names = {"-q", "--quiet"},
            description = "Do not output matched event")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Output all events before matched event")
    private boolean verbose;

    @Option(
            names = {"-W", "--waitcreate"},
            description = "If path does not exist, wait for its creation")
    private boolean waitcreate;

    @Parameters(index = "0", paramLabel = "id")
    private String id = "";

    @Parameters(index = "1", paramLabel = "event")
    private String event = "";

    /// Where it prints.
    public JobWaitEventCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        long job = JobIds.parse(id).value();
        if (count <= 0) {
            throw new CommandFailure("count must be > 0");
        }
        int equals = match.indexOf('=');
        if (!match.isEmpty() && equals < 0) {
            throw new CommandFailure("must specify a context test as key=value");
        }
        try (FluxClient client = console().connect()) {
            EventWait wait =
                    new EventWait(client, console(), options.formatter(console()), event)
                            .times(count);
            if (quiet) {
                wait.quiet();
            }
            if (verbose) {
                wait.verbose();
            }
            if (!match.isEmpty()) {
                wait.matching(match.substring(0, equals), match.substring(equals + 1));
            }
            if (!timeout.isEmpty()) {
                wait.within(new Fsd(Words.seconds("timeout", timeout)));
            }
            wait.run(job, options.path(), waitcreate ? JobInfoProtocol.WAITCREATE : 0);
        } catch (FluxException e) {
            throw e.errno().equals(Errno.ENOENT)
                    ? options.notFound(id)
                    : new CommandFailure("flux_job_event_watch_get: " + e.errno().text());
        }
    }
}
