package fluxj.cli.broker;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.errors.FluxException;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/// `fluxj setattr`: set broker attribute.
@Command(name = "setattr", description = "Set broker attribute", sortOptions = false)
public final class SetattrCommand extends FluxCommand {
    @Option(
            names = {"-f", "--force"},
            description = "force update of attribute that doesn't support runtime changes")
    private boolean force;

    @Parameters(index = "0", paramLabel = "name")
    private String name = "";

    @Parameters(index = "1", paramLabel = "value")
    private String value = "";

    public SetattrCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            client.call(
                    AttrProtocol.SET,
                    Message.NODEID_ANY,
                    new AttrProtocol.Set(
                            name, value, force ? Optional.of(true) : Optional.empty()));
        } catch (FluxException e) {
            throw new CommandFailure(name + ": " + e.getMessage());
        }
    }
}
