package fluxj.cli.module;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.client.FluxClient;
import fluxj.core.module.ModuleProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.service.ModuleSpec;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The commands of `fluxj module`.
public final class ModuleCommands {
    private ModuleCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        CommandLine group = new CommandLine(new GroupCommand());
        group.addSubcommand(new ModuleListCommand(console));
        group.addSubcommand("remove", new Remove(console), "unload");
        // Arguments of a module may look like options.
        group.addSubcommand(new CommandLine(new Load(console)).setStopAtPositional(true));
        group.addSubcommand(new CommandLine(new Reload(console)).setStopAtPositional(true));
        group.addSubcommand(new ModuleStatsCommand(console));
        group.addSubcommand(new ModuleDebugCommand(console));
        group.addSubcommand(new ModuleTraceCommand(console));
        return group.setCommandName("module");
    }

    /// A file as the broker, which may run in another directory, finds it too.
    private static String canonical(String path) {
        if (path.indexOf('/') < 0 && !path.endsWith(".so")) {
            return path;
        }
        try {
            return Path.of(path).toRealPath().toString();
        } catch (IOException e) {
            throw new CommandFailure(
                    "could not canonicalize module path '" + path + "': " + Errno.ENOENT.text());
        }
    }

    /// The module that is loaded, and how.
    private static final class LoadOptions {
        @Option(names = "--exec", description = "Load module as a separate process")
        private boolean exec;

        @Option(
                names = "--loader",
                paramLabel = "PATH",
                description = "Use the specified loader program")
        private String loader = "";

        @Parameters(arity = "1..*", paramLabel = "module")
        private List<String> words = new ArrayList<>();

        String path() {
            return words.getFirst();
        }

        void load(FluxClient client, String name) {
            ModuleSpec wanted =
                    new ModuleSpec(
                            canonical(path()),
                            words.subList(1, words.size()),
                            Optional.of(exec),
                            said(name),
                            said(loader));
            try {
                client.call(ModuleProtocol.LOAD, Message.NODEID_ANY, wanted);
            } catch (FluxException e) {
                throw new CommandFailure("load " + path() + ": " + e.getMessage());
            }
        }
    }

    private static Optional<String> said(String option) {
        return option.isEmpty() ? Optional.empty() : Optional.of(option);
    }

    private static void remove(FluxClient client, String path, boolean force, boolean cancel) {
        ModuleProtocol.Remove wanted =
                new ModuleProtocol.Remove(canonical(path), Optional.of(cancel));
        try {
            client.call(ModuleProtocol.REMOVE, Message.NODEID_ANY, wanted);
        } catch (FluxException e) {
            if (!(force && e.errno().equals(Errno.ENOENT))) {
                throw new CommandFailure("remove " + path + ": " + e.getMessage());
            }
        }
    }

    @Command(name = "remove", description = "Unload module", sortOptions = false)
    private static final class Remove extends FluxCommand {
        @Option(
                names = {"-f", "--force"},
                description = "Ignore nonexistent modules")
        private boolean force;

        @Option(names = "--cancel", description = "Forcibly stop an unresponsive module")
        private boolean cancel;

        @Parameters(paramLabel = "module")
        private String module = "";

        Remove(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                remove(client, module, force, cancel);
            }
        }
    }

    @Command(name = "load", description = "Load module", sortOptions = false)
    private static final class Load extends FluxCommand {
        @Option(names = "--name", paramLabel = "NAME", description = "Override default module name")
        private String name = "";

        @Mixin private LoadOptions module = new LoadOptions();

        Load(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                module.load(client, name);
            }
        }
    }

    @Command(name = "reload", description = "Reload module", sortOptions = false)
    private static final class Reload extends FluxCommand {
        @Option(
                names = {"-f", "--force"},
                description = "Ignore nonexistent modules")
        private boolean force;

        @Option(names = "--name", paramLabel = "NAME", description = "Override default module name")
        private Optional<String> name = Optional.empty();

        @Option(names = "--cancel", description = "Forcibly stop an unresponsive module")
        private boolean cancel;

        @Mixin private LoadOptions module = new LoadOptions();

        Reload(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                remove(client, name.orElse(module.path()), force, cancel);
                module.load(client, name.orElse(""));
            }
        }
    }
}
