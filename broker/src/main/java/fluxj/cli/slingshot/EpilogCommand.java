package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.cxi.Cxi;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin private NamedJob named = new NamedJob();

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
        JobId job = named.id(console());
        int user = named.user(console());
        Optional<Duration> limit = BusyRetry.limit(retryBusy);
        NodeNics nics = named.nics(console(), cxi.get());
        try (FluxClient client = console().connect()) {
            List<Integer> vnis = named.vnis(client, job, nics);
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
