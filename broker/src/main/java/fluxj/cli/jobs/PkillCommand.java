package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.events.JobOutcome;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;

/// `fluxj pkill`: cancels the jobs whose names match a pattern, or whose ids lie in a range. Exit
/// code 1 when there are none, or when one could not be cancelled.
@Command(name = "pkill", description = "Cancel jobs by name or id range", sortOptions = false)
public final class PkillCommand extends FluxCommand {
    @Mixin private final MatchOptions match = new MatchOptions();

    @Option(names = "--wait", description = "Wait for jobs to finish after cancel")
    private boolean wait;

    private int left;
    private int cancelled;

    /// The command on a console.
    public PkillCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        int all;
        try (FluxClient client = console().connect()) {
            List<JobId> jobs =
                    match.jobs(client, console(), List.of()).stream().map(JobLine::id).toList();
            all = jobs.size();
            left = all;
            jobs.forEach(job -> cancel(client, job));
            client.reactor().runUntil(() -> left == 0);
        }
        String jobs = cancelled == 1 ? " job" : " jobs";
        console().err().println("fluxj pkill: INFO: Canceled " + cancelled + jobs);
        if (cancelled < all) {
            throw new CommandFailure("");
        }
    }

    private void cancel(FluxClient client, JobId job) {
        Raise exception = new Raise(job.value(), 0, "cancel", Optional.empty(), Optional.empty());
        client.ask(JobManagerProtocol.RAISE, Message.NODEID_ANY, exception)
                .then(_ -> cancelled(client, job), error -> failed(job, error));
    }

    private void cancelled(FluxClient client, JobId job) {
        cancelled++;
        if (wait) {
            JobOutcome.of(client, job).then(_ -> left--, _ -> left--);
        } else {
            left--;
        }
    }

    private void failed(JobId job, FluxException error) {
        left--;
        console()
                .err()
                .println(
                        "fluxj pkill: ERROR: "
                                + JobIds.f58(console(), job)
                                + ": cancel: "
                                + error.getMessage());
    }
}
