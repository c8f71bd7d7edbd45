package fluxj.cli.main;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.errors.FluxException;
import fluxj.platform.os.ProcessStart;
import fluxj.platform.os.ProcessTimeZone;

import java.util.List;

/// `fluxj [OPTIONS] COMMAND ARGUMENT…`.
public final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        ProcessStart.enterDirectory();
        ProcessTimeZone.install(System.getenv());
        Console console = Console.ofProcess();
        System.exit(run(ProcessStart.arguments(arguments), console));
    }

    /// Runs one command.
    static int run(List<String> arguments, Console console) {
        Commands commands = new Commands();
        int at = 0;
        int up = 0;
        boolean root = false;
        boolean verbose = false;
        while (at < arguments.size() && arguments.get(at).startsWith("-")) {
            String option = arguments.get(at);
            switch (option) {
                case "-h", "--help" -> {
                    return runNamed(commands, "help", List.of(), console);
                }
                case "-V", "--version" -> {
                    return runNamed(commands, "version", List.of(), console);
                }
                case "-p", "--parent" -> up++;
                case "-r", "--root" -> root = true;
                case "-v", "--verbose" -> verbose = true;
                default -> {
                    console.err().println("fluxj: unrecognized option '" + option + "'");
                    console.err().println("Try `fluxj --help' for more information.");
                    return 1;
                }
            }
            at++;
        }
        if (at == arguments.size()) {
            runNamed(commands, "help", List.of(), console);
            return 1;
        }
        Console chosen = console;
        try {
            chosen = root ? console.root() : console.above(up);
        } catch (FluxException | CommandFailure e) {
            console.err().println("fluxj: " + e.getMessage());
            return 1;
        }
        if (verbose) {
            new FluxEnvironment(chosen).all().forEach(console.err()::println);
        }
        return runNamed(
                commands, arguments.get(at), arguments.subList(at + 1, arguments.size()), chosen);
    }

    private static int runNamed(
            Commands commands, String name, List<String> arguments, Console console) {
        CommandEntry entry = commands.find(name);
        if (entry == null) {
            console.err()
                    .println("fluxj: `" + name + "' is not a fluxj command.  See 'fluxj --help'");
            return 1;
        }
        try {
            int exitCode = entry.program().get().run(arguments, console);
            console.out().finish();
            return exitCode;
        } catch (CommandFailure failure) {
            console.out().flushBeforeError();
            if (!failure.line().isEmpty()) {
                console.err().println("fluxj " + name + ": " + failure.line());
            }
            return failure.exitCode();
        } catch (FluxException e) {
            console.out().flushBeforeError();
            console.err().println("fluxj " + name + ": " + e.getMessage());
            return 1;
        }
    }
}
