package fluxj.cli.jobs;

import fluxj.cli.Console;

import picocli.CommandLine;

/// The commands of `fluxj job` that ask about jobs.
public final class JobQueryCommands {
    private JobQueryCommands() {}

    /// Adds them to the group.
    public static CommandLine addTo(CommandLine group, Console console) {
        return group.addSubcommand(new JobIdCommand(console));
    }
}
