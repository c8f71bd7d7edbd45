package fluxj.cli.jobs;

import fluxj.cli.Console;
import fluxj.cli.jobs.eventlog.JobEventlogCommand;
import fluxj.cli.jobs.eventlog.JobWaitEventCommand;

import picocli.CommandLine;

/// The commands of `fluxj job` that ask about jobs.
public final class JobQueryCommands {
    private JobQueryCommands() {}

    /// Adds them to the group.
    public static CommandLine addTo(CommandLine group, Console console) {
        return group.addSubcommand(new JobIdCommand(console))
                .addSubcommand(new JobEventlogCommand(console))
                .addSubcommand(new JobWaitEventCommand(console))
                .addSubcommand(new JobInfoCommand(console))
                .addSubcommand(new JobStatsCommand(console))
                .addSubcommand(new JobMemoCommand(console))
                .addSubcommand(new JobPurgeCommand(console))
                .addSubcommand(new JobLastCommand(console))
                .addSubcommand(new JobTimeleftCommand(console))
                .addSubcommand(new JobStatusCommand(console))
                .addSubcommand(new JobHostpidsCommand(console))
                .addSubcommand(new JobListCommands.Active(console))
                .addSubcommand(new JobListCommands.Inactive(console))
                .addSubcommand(new JobListCommands.Ids(console));
    }
}
