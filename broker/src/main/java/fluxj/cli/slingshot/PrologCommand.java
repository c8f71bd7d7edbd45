package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.JobId;
import fluxj.job.Rv1;
import fluxj.platform.cxi.Cxi;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin private NamedJob named = new NamedJob();

    PrologCommand(Console console, Supplier<Optional<Cxi>> cxi) {
        super(console);
        this.cxi = cxi;
    }

    @Override
    protected void run() {
        JobId job = named.id(console());
        int user = named.user(console());
        NodeNics nics = named.nics(console(), cxi.get());
        try (FluxClient client = console().connect()) {
            List<Integer> vnis = named.vnis(client, job, nics);
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
        try {
            return Rv1.parse(text).node(client.rank()).map(node -> node.cores().size()).orElse(0);
        } catch (FormatException e) {
            throw new CommandFailure("error decoding R_lite: " + e.getMessage());
        }
    }
}
