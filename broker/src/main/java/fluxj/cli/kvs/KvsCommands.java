package fluxj.cli.kvs;

import fluxj.cli.Console;
import fluxj.cli.GroupCommand;

import picocli.CommandLine;

/// The commands of `fluxj kvs`.
public final class KvsCommands {
    private KvsCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        CommandLine group = new CommandLine(new GroupCommand());
        group.addSubcommand(KvsNamespaceCommands.group(console));
        group.addSubcommand(new KvsGetCommand(console));
        group.addSubcommand(new KvsPutCommand(console));
        group.addSubcommand(new KvsDirCommand(console));
        group.addSubcommand(new KvsListCommand(console));
        group.addSubcommand(new KvsUnlinkCommand(console));
        KvsLinkCommands.addTo(group, console);
        group.addSubcommand(new KvsCopyCommand(console));
        group.addSubcommand(new KvsCopyCommand.Move(console));
        KvsRootCommands.addTo(group, console);
        group.addSubcommand(KvsEventlogCommands.group(console));
        return group.setCommandName("kvs");
    }
}
