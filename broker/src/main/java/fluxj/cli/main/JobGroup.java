package fluxj.cli.main;

import fluxj.cli.Console;
import fluxj.cli.GroupCommand;
import fluxj.cli.job.JobControlCommands;
import fluxj.cli.jobs.JobQueryCommands;

import picocli.CommandLine;

/// The commands of `fluxj job`, which come from two rooms: what asks about jobs, and what makes and
/// changes them.
final class JobGroup {
    private JobGroup() {}

    /// All of them under one name.
    static CommandLine group(Console console) {
        CommandLine group = new CommandLine(new GroupCommand());
        JobControlCommands.addTo(group, console);
        JobQueryCommands.addTo(group, console);
        return group.setCommandName("job");
    }
}
