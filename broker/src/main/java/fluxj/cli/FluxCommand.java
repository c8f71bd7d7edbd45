package fluxj.cli;

import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/// A command that picocli reads the options of.
abstract class FluxCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Display this message.")
    private boolean help;

    FluxCommand(Console console) {
        this.console = console;
    }

    /// Streams and environment.
    final Console console() {
        return console;
    }

    /// Does the work; the exit code is 0 when it returns.
    abstract void run();

    @Override
    public final Integer call() {
        run();
        return 0;
    }

    /// True when only help was asked for.
    final boolean helpAsked() {
        return help;
    }
}
