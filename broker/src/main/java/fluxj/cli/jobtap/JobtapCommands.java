package fluxj.cli.jobtap;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.JobtapProtocol;
import fluxj.services.jobmanager.JobtapProtocol.Jobtap;
import fluxj.services.jobmanager.JobtapProtocol.Plugins;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The commands of `fluxj jobtap`: plugins of the job manager.
public final class JobtapCommands {
    private JobtapCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new CommandLine(new Load(console)).setStopAtPositional(true))
                .addSubcommand(new Remove(console))
                .addSubcommand(new ListAll(console))
                .addSubcommand(new Query(console))
                .setCommandName("jobtap");
    }

    /// Asks the job manager; what is not there is said in the command's own words.
    private static Plugins ask(Console console, Jobtap request, String plugin) {
        try (FluxClient client = console.connect()) {
            return client.call(JobtapProtocol.JOBTAP, Message.NODEID_ANY, request);
        } catch (FluxException e) {
            throw e.errno().equals(Errno.ENOENT)
                    ? new CommandFailure("ERROR: " + plugin + " not found")
                    : failure(e);
        }
    }

    /// An error of a service as Python's commands say it.
    static CommandFailure failure(FluxException e) {
        return new CommandFailure("ERROR: [Errno " + e.errno().number() + "] " + e.getMessage());
    }

    @Command(
            name = "load",
            description = "Load a jobtap plugin into the job manager",
            sortOptions = false)
    private static final class Load extends FluxCommand {
        @Option(
                names = {"-r", "--remove"},
                paramLabel = "NAME",
                description =
                        "Remove plugin NAME before loading new plugin. NAME may optionally be a"
                                + " shell glob pattern which removes all matching plugins")
        private Optional<String> remove = Optional.empty();

        @Parameters(index = "0", paramLabel = "plugin", description = "Plugin path or builtin name")
        private String plugin = "";

        @Parameters(
                index = "1..*",
                paramLabel = "conf",
                description = "List of key=value config keys to set as plugin configuration")
        private List<String> conf = new ArrayList<>();

        Load(Console console) {
            super(console);
        }

        /// A jar as the broker, which may run in another directory, finds it too.
        private String path() {
            boolean isFile = plugin.endsWith(".jar") && Files.exists(Path.of(plugin));
            return isFile ? Path.of(plugin).toAbsolutePath().normalize().toString() : plugin;
        }

        @Override
        protected void run() {
            Optional<JsonObject> object =
                    conf.isEmpty() ? Optional.empty() : Optional.of(KeyValues.object(conf));
            ask(
                    console(),
                    new Jobtap(Optional.of(path()), object, remove, Optional.empty()),
                    plugin);
        }
    }

    @Command(
            name = "remove",
            description = "Remove jobtap plugin matching name",
            sortOptions = false)
    private static final class Remove extends FluxCommand {
        @Parameters(
                paramLabel = "plugin",
                description =
                        "Plugin name or pattern to remove. \"all\" may be used to remove all"
                                + " loaded plugins")
        private String plugin = "";

        Remove(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            ask(
                    console(),
                    new Jobtap(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(plugin),
                            Optional.empty()),
                    plugin);
        }
    }

    @Command(
            name = "list",
            description = "List currently loaded jobtap plugins",
            sortOptions = false)
    private static final class ListAll extends FluxCommand {
        @Option(
                names = {"-a", "--all"},
                description = "Do not ignore job-manager builtin plugins")
        private boolean all;

        ListAll(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            Jobtap request =
                    new Jobtap(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(true));
            for (String name : ask(console(), request, "").plugins().orElse(List.of())) {
                if (all || !name.startsWith(".")) {
                    console().out().println(name);
                }
            }
        }
    }

    @Command(
            name = "query",
            description = "Query extended information about and from a specific plugin",
            sortOptions = false)
    private static final class Query extends FluxCommand {
        @Parameters(paramLabel = "plugin", description = "Plugin name to query")
        private String plugin = "";

        Query(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                console()
                        .out()
                        .println(
                                client.call(
                                                JobtapProtocol.JOBTAP_QUERY,
                                                Message.NODEID_ANY,
                                                new JobtapProtocol.PluginName(plugin))
                                        .info());
            } catch (FluxException e) {
                throw failure(e);
            }
        }
    }
}
