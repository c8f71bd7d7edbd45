package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Purge;
import fluxj.services.jobmanager.JobManagerProtocol.PurgeId;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

@Command(name = "purge", description = "Purge inactive jobs", sortOptions = false)
final class JobPurgeCommand extends FluxCommand {
    @Option(
            names = "--age-limit",
            paramLabel = "FSD",
            description = "Purge jobs that became inactive beyond age-limit.")
    private String ageLimit = "";

    @Option(
            names = "--num-limit",
            paramLabel = "COUNT",
            description = "Purge oldest inactive jobs until COUNT are left.")
    private int numLimit = -1;

    @Option(
            names = {"-f", "--force"},
            description = "Perform the irreversible purge.")
    private boolean force;

    @Option(
            names = "--batch",
            paramLabel = "COUNT",
            description = "Limit number of jobs per request (default 50).")
    private int batch = 50;

    @Parameters(arity = "0..*", paramLabel = "id")
    private List<String> ids = new ArrayList<>();

    JobPurgeCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        double age = ageLimit.isEmpty() ? -1 : Words.seconds("age-limit", ageLimit);
        List<Long> jobs = ids.stream().map(id -> JobIds.parse(id).value()).toList();
        try (FluxClient client = console().connect()) {
            int purged = jobs.isEmpty() ? byLimits(client, age) : byId(client, jobs);
            int left = client.call(JobManagerProtocol.STATS_GET, 0, Empty.EMPTY).inactiveJobs();
            console()
                    .out()
                    .println(
                            force
                                    ? "purged " + purged + " inactive jobs, " + left + " remaining"
                                    : "use --force to purge "
                                            + purged
                                            + " of "
                                            + left
                                            + " inactive jobs");
        } catch (FluxException e) {
            throw new CommandFailure("purge: " + e.getMessage());
        }
    }

    /// Request by request, until one finds less than it may.
    private int byLimits(FluxClient client, double age) {
        int total = 0;
        int count;
        do {
            Purge wanted = new Purge(age, numLimit, batch, force);
            count = client.call(JobManagerProtocol.PURGE, 0, wanted).count();
            total += count;
        } while (force && count == batch);
        return total;
    }

    private int byId(FluxClient client, List<Long> jobs) {
        int total = 0;
        for (long job : jobs) {
            PurgeId wanted = new PurgeId(job, force ? 1 : 0);
            total += client.call(JobManagerProtocol.PURGE_ID, 0, wanted).count();
        }
        return total;
    }
}
