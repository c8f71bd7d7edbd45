package fluxj.cli.main;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.FluxCore;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;

import picocli.CommandLine.Command;

/// Prints the versions of this command and of the broker it talks to, when there is one.
@Command(name = "version", description = "Display flux version information")
final class VersionCommand extends FluxCommand {
    VersionCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        row("commands:", FluxCore.VERSION + " (fluxj)");
        row("java:", Runtime.version().toString());
        if (!console().environment().containsKey("FLUX_URI")) {
            return;
        }
        try (FluxClient client = console().connect()) {
            row("broker:", client.attribute("version"));
            row("FLUX_URI:", client.attribute("local-uri"));
        } catch (FluxException e) {
            throw new CommandFailure("version: " + e.getMessage());
        }
    }

    private void row(String name, String value) {
        console().out().println(String.format("%-16s%s", name, value));
    }
}
