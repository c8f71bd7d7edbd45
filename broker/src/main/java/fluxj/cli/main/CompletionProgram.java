package fluxj.cli.main;

import fluxj.cli.Console;
import fluxj.cli.GroupCommand;
import fluxj.cli.PicocliProgram;
import fluxj.cli.Program;

import picocli.AutoComplete;
import picocli.CommandLine;

import java.util.Collection;
import java.util.List;

/// `fluxj completion [bash]`: prints a script for the shell to read.
final class CompletionProgram implements Program {
    private final Collection<CommandEntry> commands;

    CompletionProgram(Collection<CommandEntry> commands) {
        this.commands = commands;
    }

    @Override
    public int run(List<String> arguments, Console console) {
        if (!arguments.isEmpty() && !arguments.getFirst().equals("bash")) {
            console.err()
                    .println(
                            "fluxj completion: only bash is known; use: eval \"$(fluxj completion"
                                    + " bash)\"");
            return 1;
        }
        CommandLine all = new CommandLine(new GroupCommand()).setCommandName("fluxj");
        for (CommandEntry entry : commands) {
            Program program = entry.program().get();
            all.addSubcommand(
                    entry.name(),
                    program instanceof PicocliProgram picocli
                            ? picocli.commandLine(console)
                            : new CommandLine(new GroupCommand()));
        }
        console.out().println(AutoComplete.bash("fluxj", all));
        return 0;
    }
}
