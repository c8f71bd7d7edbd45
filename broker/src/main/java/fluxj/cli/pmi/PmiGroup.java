package fluxj.cli.pmi;

import fluxj.cli.Words;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

/// `fluxj pmi` without one of its commands: the options that all of them have.
@Command(description = "Simple PMI test client", sortOptions = false)
final class PmiGroup implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Display this message.")
    private boolean help;

    @Option(names = "--method", paramLabel = "URI", description = "Specify PMI method to use")
    private Optional<String> method = Optional.empty();

    @Option(
            names = {"-v", "--verbose"},
            paramLabel = "LEVEL",
            description = "Trace PMI operations")
    private int verbose;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "FSD",
            description = "Time out after the specified time in RFC 23 Flux Standard Duration")
    private Optional<String> timeout = Optional.empty();

    @Override
    public Integer call() {
        if (help) {
            return 0;
        }
        throw new ParameterException(spec.commandLine(), "missing subcommand");
    }

    Optional<String> method() {
        return method;
    }

    boolean traced() {
        return verbose > 0;
    }

    /// How many seconds all of it may take.
    OptionalDouble limit() {
        return timeout.isPresent()
                ? OptionalDouble.of(Words.seconds("timeout", timeout.get()))
                : OptionalDouble.empty();
    }
}
