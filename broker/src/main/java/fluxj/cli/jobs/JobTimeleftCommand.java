package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.rpc.Empty;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.resource.ResourceProtocol;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "timeleft",
        description = "Find remaining runtime for job or enclosing instance",
        sortOptions = false)
final class JobTimeleftCommand extends FluxCommand {
    /// What is printed, in seconds, where there is no limit.
    private static final long UNLIMITED = 0xffff_ffffL;

    @Option(
            names = {"-H", "--human"},
            description = "Output in Flux Standard Duration instead of seconds.")
    private boolean human;

    @Parameters(arity = "0..1", paramLabel = "JOBID")
    private String job = "";

    JobTimeleftCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        double left;
        try (FluxClient client = console().connect()) {
            String within = console().environment().getOrDefault("FLUX_JOB_ID", "");
            String named = job.isEmpty() ? within : job;
            left = left(named.isEmpty() ? ofInstance(client) : ofJob(client, named));
        }
        console().out().println(human ? Fsd.format(left) : Long.toString(wholeSeconds(left)));
    }

    /// @param expiration 0 for never
    private static double left(double expiration) {
        return expiration == 0
                ? Double.POSITIVE_INFINITY
                : Math.max(0, expiration - System.currentTimeMillis() / 1e3);
    }

    /// 0 is only for a job whose time is over.
    private static long wholeSeconds(double left) {
        if (Double.isInfinite(left)) {
            return UNLIMITED;
        }
        return left > 0 && left < 1 ? 1 : (long) left;
    }

    private static double ofInstance(FluxClient client) {
        try {
            return client.call(ResourceProtocol.STATUS, 0, Empty.EMPTY)
                    .resources()
                    .object("execution")
                    .flatMap(execution -> execution.get("expiration"))
                    .map(JobLine::number)
                    .orElse(0.0);
        } catch (FluxException e) {
            throw new CommandFailure("failed to get instance expiration");
        }
    }

    private static double ofJob(FluxClient client, String word) {
        JsonObject found = found(client, word);
        long state = found.whole("state").orElse(0L);
        if ((state & JobState.PENDING) != 0) {
            throw new CommandFailure("job " + word + " has not started");
        }
        // Of the others only a running job has any time left.
        return state == JobState.RUN.bit()
                ? found.get("expiration").map(JobLine::number).orElse(0.0)
                : 1;
    }

    private static JsonObject found(FluxClient client, String word) {
        JobId id;
        try {
            id = JobId.parse(word);
        } catch (FluxException e) {
            throw new CommandFailure("failed to parse jobid " + word);
        }
        try {
            ById wanted = ById.of(id.value(), "expiration", "state");
            return client.call(JobListProtocol.LIST_ID, Message.NODEID_ANY, wanted).job();
        } catch (FluxException e) {
            throw new CommandFailure(
                    e.errno().equals(Errno.ENOENT)
                            ? word + ": no such jobid"
                            : "flux_job_list_id: " + word + ": " + e.getMessage());
        }
    }
}
