package fluxj.cli.job;

import fluxj.cli.Console;

import picocli.CommandLine;

/// The commands of `fluxj job` that make jobs and act on them.
public final class JobControlCommands {
    private JobControlCommands() {}

    /// Adds them to the group.
    public static CommandLine addTo(CommandLine group, Console console) {
        return group.addSubcommand(new AttachCommand(console))
                .addSubcommand(new JobSubmitCommand(console))
                .addSubcommand(new JobUrgencyCommand(console))
                .addSubcommand(new JobRaiseCommand(console))
                .addSubcommand(new JobRaiseAllCommand(console))
                .addSubcommand(new JobKillCommand(console))
                .addSubcommand(new JobKillAllCommand(console))
                .addSubcommand(new JobWaitCommand(console))
                .addSubcommand(new JobTaskmapCommand(console));
    }
}
