package fluxj.cli.job;

import fluxj.cli.Console;

import picocli.CommandLine;

/// The commands of `fluxj job` that make jobs and act on them.
public final class JobControlCommands {
    private JobControlCommands() {}

    /// Adds them to the group.
    public static CommandLine addTo(CommandLine group, Console console) {
        return group.addSubcommand(new AttachCommand(console));
    }
}
