package fluxj.cli;

import fluxj.platform.SystemText;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/// A command that picocli reads the options of.
public abstract class FluxCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Display this message.")
    private boolean help;

    protected FluxCommand(Console console) {
        this.console = console;
    }

    /// Streams and environment.
    protected final Console console() {
        return console;
    }

    /// True when arguments may be bytes that are no UTF-8, which the command then tells apart
    /// itself.
    protected boolean takesBytes() {
        return false;
    }

    /// Does the work; the exit code is 0 when it returns.
    protected abstract void run();

    @Override
    public final Integer call() {
        run();
        return 0;
    }

    /// The environment for a request, which is JSON and cannot hold what is no text.
    protected final Map<String, String> textEnvironment() {
        Map<String, String> environment = new LinkedHashMap<>();
        console.environment()
                .forEach(
                        (name, value) -> {
                            if (SystemText.isText(name) && SystemText.isText(value)) {
                                environment.put(name, value);
                                return;
                            }
                            console.err()
                                    .println(
                                            "fluxj: Warning: environment variable "
                                                    + SystemText.shown(name)
                                                    + " is not UTF-8 text and is left out");
                        });
        return environment;
    }

    /// True when only help was asked for.
    protected final boolean helpAsked() {
        return help;
    }
}
