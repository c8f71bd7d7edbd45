package fluxj.cli.main;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.errors.FluxException;
import fluxj.platform.os.ProcessImage;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

@Command(
        name = "env",
        description = "Print the flux environment or execute COMMAND inside it",
        sortOptions = false)
final class EnvCommand extends FluxCommand {
    /// Sets what it is told and becomes the program, searching for it on the path it has set.
    private static final String PROGRAM = "/usr/bin/env";

    @Parameters(paramLabel = "COMMAND", arity = "0..*")
    private List<String> command = new ArrayList<>();

    EnvCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        FluxEnvironment environment = new FluxEnvironment(console());
        if (command.isEmpty()) {
            for (String line : environment.all()) {
                int equals = line.indexOf('=');
                console()
                        .out()
                        .println(
                                "export "
                                        + line.substring(0, equals)
                                        + "=\""
                                        + line.substring(equals + 1)
                                        + "\"");
            }
            return;
        }
        List<String> words = new ArrayList<>(List.of("env"));
        words.addAll(environment.all());
        words.addAll(command);
        console().out().flush();
        try {
            ProcessImage.replace(PROGRAM, words, console().environment());
        } catch (FluxException e) {
            throw new CommandFailure("execvp (" + command.getFirst() + "): " + e.errno().text());
        }
    }
}
