package fluxj.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// A command that only has commands below it, used without one of them.
@Command
final class GroupCommand implements Callable<Integer> {
    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Display this message.")
    private boolean help;

    GroupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (help) {
            return 0;
        }
        console.err().println(spec.qualifiedName() + ": missing subcommand");
        spec.commandLine().usage(console.err());
        return 1;
    }
}
