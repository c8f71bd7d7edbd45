package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.cxi.Cxi;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// `fluxj slingshot epilog`: takes a job's services from the NICs of this node.
@Command(
        name = "epilog",
        description = "Remove CXI services for job's VNI reservation",
        sortOptions = false)
final class EpilogCommand extends FluxCommand {
    private final Supplier<Optional<Cxi>> cxi;

    @Option(names = "--dry-run", description = "List actions instead of performing them")
    private boolean dryRun;

    @Option(
            names = {"-u", "--userid"},
            paramLabel = "UID",
            description = "Override FLUX_JOB_USERID")
    private Optional<String> userid = Optional.empty();

    @Option(
            names = {"-j", "--jobid"},
            paramLabel = "ID",
            description = "Override FLUX_JOB_ID")
    private Optional<String> jobid = Optional.empty();

    @Option(
            names = "--retry-busy",
            paramLabel = "FSD",
            description = "Retry EBUSY failures for specified duration")
    private Optional<String> retryBusy = Optional.empty();

    EpilogCommand(Console console, Supplier<Optional<Cxi>> cxi) {
        super(console);
        this.cxi = cxi;
    }

    @Override
    protected void run() {
        JobId job = NamedJob.id(console(), jobid);
        int user = NamedJob.user(console(), userid);
        Optional<Duration> limit = BusyRetry.limit(retryBusy);
        NodeNics nics = new NodeNics(console(), cxi.get(), dryRun);
        try (FluxClient client = console().connect()) {
            Optional<JobReservation> found = JobReservation.of(client, job);
            if (found.isEmpty()) {
                if (dryRun) {
                    nics.say("no cray-slingshot reservation was found");
                }
                return;
            }
            List<Integer> vnis = found.get().vnis();
            if (!vnis.isEmpty()) {
                BusyRetry.run(
                        client,
                        limit,
                        () -> nics.destroy(service -> service.isOf(user, vnis), false));
            }
        } catch (FluxException e) {
            throw new CommandFailure(e.text());
        }
    }
}
