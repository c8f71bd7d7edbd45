package fluxj.cli;

import fluxj.client.FluxClient;
import fluxj.errors.FluxException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "getattr", description = "Get broker attribute", sortOptions = false)
final class GetattrCommand extends FluxCommand {
    @Parameters(paramLabel = "name")
    private String name = "";

    GetattrCommand(Console console) {
        super(console);
    }

    @Override
    void run() {
        try (FluxClient client = console().connect()) {
            console().out().println(client.attribute(name));
        } catch (FluxException e) {
            throw new CommandFailure(name + ": " + e.errno().text());
        }
    }
}
