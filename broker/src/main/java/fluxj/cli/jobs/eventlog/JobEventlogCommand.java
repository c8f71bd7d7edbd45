package fluxj.cli.jobs.eventlog;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.EventlogFormatter;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobinfo.JobInfoProtocol.Lookup;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Shows a whole eventlog.
@Command(name = "eventlog", description = "Display eventlog for a job", sortOptions = false)
public final class JobEventlogCommand extends FluxCommand {
    @Mixin private final EventlogOptions options = new EventlogOptions();

    @Option(
            names = {"-F", "--follow"},
            description = "Follow events until job is inactive.")
    private boolean follow;

    @Parameters(paramLabel = "id")
    private String id = "";

    /// Where it prints.
    public JobEventlogCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        long job = JobIds.parse(id).value();
        EventlogFormatter formatter = options.formatter(console());
        try (FluxClient client = console().connect()) {
            if (follow) {
                new EventWait(client, console(), formatter, "clean")
                        .verbose()
                        .run(job, options.path(), JobInfoProtocol.WAITCREATE);
                return;
            }
            Lookup wanted = new Lookup(job, List.of(options.path()), 0);
            String log =
                    client.call(JobInfoProtocol.LOOKUP, Message.NODEID_ANY, wanted)
                            .values()
                            .text(options.path())
                            .orElse("");
            for (Eventlog.Event event : Eventlog.decode(log.getBytes(StandardCharsets.UTF_8))) {
                console().out().print(formatter.line(event));
            }
        } catch (FluxException e) {
            throw e.errno().equals(Errno.ENOENT)
                    ? options.notFound(id)
                    : new CommandFailure("flux_job_eventlog_lookup_get: " + e.errno().text());
        }
    }
}
