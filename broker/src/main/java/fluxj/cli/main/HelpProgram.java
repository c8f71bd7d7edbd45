package fluxj.cli.main;

import fluxj.cli.Console;
import fluxj.cli.Program;

import java.util.List;
import java.util.Map;

/// `fluxj help [COMMAND]`.
final class HelpProgram implements Program {
    private final Map<String, CommandEntry> commands;

    /// @param commands all, by name
    HelpProgram(Map<String, CommandEntry> commands) {
        this.commands = commands;
    }

    @Override
    public int run(List<String> arguments, Console console) {
        if (arguments.isEmpty()) {
            console.out().print(overview(commands));
            return 0;
        }
        String name = arguments.getFirst();
        CommandEntry entry = commands.get(name);
        if (entry == null) {
            console.err().println("fluxj help: `" + name + "' is not a fluxj command");
            return 1;
        }
        return entry.program().get().run(List.of("--help"), console);
    }

    private static String overview(Map<String, CommandEntry> commands) {
        StringBuilder text =
                new StringBuilder(
                        """
                        Usage: fluxj [OPTIONS] COMMAND ARGS
                          -h, --help             Display this message.
                          -V, --version          Display command and component versions
                          -v, --verbose          Be verbose about environment and command search
                          -p, --parent           Set environment of parent instead of current instance
                          -r, --root             Set environment of root instead of current instance

                        Commands:
                        """);
        for (CommandEntry entry : commands.values()) {
            String name = entry.name();
            text.append("   ").append(name).repeat(' ', Math.max(1, 19 - name.length()));
            text.append(entry.summary()).append('\n');
        }
        return text.append("\nSee 'fluxj help COMMAND' for more information about a command.\n")
                .toString();
    }
}
