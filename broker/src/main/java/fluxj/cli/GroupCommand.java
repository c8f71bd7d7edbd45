package fluxj.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// A command that only has commands below it, used without one of them.
@Command
public final class GroupCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Display this message.")
    private boolean help;

    @Override
    public Integer call() {
        if (help) {
            return 0;
        }
        throw new ParameterException(spec.commandLine(), "missing subcommand");
    }
}
