package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.coral2.slingshot.SlingshotSettings;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.cxi.Cxi;
import fluxj.platform.cxi.CxiService;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// `fluxj slingshot clean`: removes what jobs have left behind.
@Command(name = "clean", description = "Clean orphan CXI services", sortOptions = false)
final class CleanCommand extends FluxCommand {
    private final Supplier<Optional<Cxi>> cxi;

    @Option(names = "--dry-run", description = "List actions instead of performing them")
    private boolean dryRun;

    @Option(
            names = "--retry-busy",
            paramLabel = "FSD",
            description = "Retry EBUSY failures for specified duration")
    private Optional<String> retryBusy = Optional.empty();

    CleanCommand(Console console, Supplier<Optional<Cxi>> cxi) {
        super(console);
        this.cxi = cxi;
    }

    @Override
    protected void run() {
        Optional<Duration> limit = BusyRetry.limit(retryBusy);
        NodeNics nics = new NodeNics(console(), cxi.get(), dryRun);
        try (FluxClient client = console().connect()) {
            Idset pool =
                    SlingshotSettings.of(
                                    client.get(
                                                    client.rpc()
                                                            .first(
                                                                    ConfigProtocol.GET,
                                                                    Message.NODEID_ANY,
                                                                    Empty.EMPTY))
                                            .object())
                            .pool();
            if (dryRun) {
                nics.say("vnipool = " + pool);
            }
            BusyRetry.run(client, limit, () -> nics.destroy(service -> isIn(service, pool), true));
        } catch (FluxException e) {
            throw new CommandFailure(e.text());
        }
    }

    private static boolean isIn(CxiService service, Idset pool) {
        return !service.isSystem() && service.vnis().stream().anyMatch(pool::contains);
    }
}
