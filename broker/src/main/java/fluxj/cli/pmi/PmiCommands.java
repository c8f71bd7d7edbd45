package fluxj.cli.pmi;

import fluxj.cli.Console;

import picocli.CommandLine;

/// The commands of `fluxj pmi`, in flux's words.
public final class PmiCommands {
    private PmiCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        PmiGroup options = new PmiGroup();
        return new CommandLine(options)
                .addSubcommand(new PmiBarrierCommand(console, options))
                .addSubcommand(new PmiGetCommand(console, options))
                .addSubcommand(new PmiExchangeCommand(console, options))
                .setCommandName("pmi");
    }
}
