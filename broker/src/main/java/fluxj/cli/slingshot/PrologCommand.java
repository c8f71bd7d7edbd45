package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.cxi.Cxi;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// `fluxj slingshot prolog`: gives a job its services on the NICs of this node.
@Command(
        name = "prolog",
        description = "Create CXI services for job's VNI reservation",
        sortOptions = false)
final class PrologCommand extends FluxCommand {
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

    PrologCommand(Console console, Supplier<Optional<Cxi>> cxi) {
        super(console);
        this.cxi = cxi;
    }

    @Override
    protected void run() {
        JobId job = NamedJob.id(console(), jobid);
        int user = NamedJob.user(console(), userid);
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
                nics.allocate(user, vnis, cores(client, job));
            }
        } catch (FluxException e) {
            throw new CommandFailure(e.text());
        }
    }

    /// How many cores the job has on this node.
    private static int cores(FluxClient client, JobId job) {
        String text =
                client.call(
                                JobInfoProtocol.LOOKUP,
                                Message.NODEID_ANY,
                                new JobInfoProtocol.Lookup(job.value(), List.of("R"), 0))
                        .values()
                        .text("R")
                        .orElseThrow(() -> new CommandFailure("could not lookup R"));
        int rank = client.rank();
        try {
            for (JsonValue each :
                    JsonObject.parse(text)
                            .object("execution")
                            .flatMap(execution -> execution.array("R_lite"))
                            .orElse(JsonArray.EMPTY)) {
                if (each instanceof JsonObject entry
                        && Idset.parse(entry.text("rank").orElse("")).contains(rank)) {
                    return Idset.parse(
                                    entry.object("children")
                                            .flatMap(children -> children.text("core"))
                                            .orElse(""))
                            .size();
                }
            }
        } catch (FormatException | JsonException e) {
            throw new CommandFailure("error decoding R_lite: " + e.getMessage());
        }
        return 0;
    }
}
