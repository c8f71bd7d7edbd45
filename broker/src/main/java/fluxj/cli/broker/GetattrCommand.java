package fluxj.cli.broker;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `fluxj getattr`: get broker attribute.
@Command(name = "getattr", description = "Get broker attribute", sortOptions = false)
public final class GetattrCommand extends FluxCommand {
    @Parameters(paramLabel = "name")
    private String name = "";

    public GetattrCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            console().out().println(client.attribute(name));
        } catch (FluxException e) {
            throw new CommandFailure(name + ": " + e.errno().text());
        }
    }
}
