package fluxj.cli.rabbit;

import fluxj.cli.Console;
import fluxj.cli.GroupCommand;

import picocli.CommandLine;

/// The commands of `fluxj rabbit`.
public final class RabbitCommands {
    private RabbitCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new RabbitJobsCommand(console))
                .addSubcommand(new WhyCommand(console))
                .addSubcommand(new CheckCommand(console))
                .setCommandName("rabbit");
    }
}
