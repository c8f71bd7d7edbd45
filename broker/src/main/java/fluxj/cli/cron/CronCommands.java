package fluxj.cli.cron;

import fluxj.cli.Console;
import fluxj.cli.GroupCommand;

import picocli.CommandLine;

/// The commands of `fluxj cron`.
public final class CronCommands {
    private CronCommands() {}

    /// All of them under one name. Options end at the first other word, because that may be a
    /// command to run.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new CronIntervalCommand(console))
                .addSubcommand(new CronEventCommand(console))
                .addSubcommand(new CronTabCommand(console))
                .addSubcommand(new CronAtCommand(console))
                .addSubcommand(new CronDumpCommand(console))
                .addSubcommand(new CronListCommand(console))
                .addSubcommand(new CronDeleteCommand(console))
                .addSubcommand(CronSwitchCommand.stop(console))
                .addSubcommand(CronSwitchCommand.start(console))
                .addSubcommand(new CronSyncCommand(console))
                .setCommandName("cron")
                .setStopAtPositional(true);
    }
}
