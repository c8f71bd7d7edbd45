package fluxj.cli.broker;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            JsonObject.Builder body = JsonObject.builder().put("name", name).put("value", value);
            if (force) {
                body.put("force", true);
            }
            client.call("attr.set", Message.NODEID_ANY, body.build());
        } catch (FluxException e) {
            throw new CommandFailure(name + ": " + e.getMessage());
        }
    }
}
