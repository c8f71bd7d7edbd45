package fluxj.cli.config;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.PicocliProgram;
import fluxj.client.FluxClient;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.core.broker.BrokerProtocol;
import fluxj.core.config.ConfigProtocol;
import fluxj.core.config.ConfigProtocol.Config;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Optional;

/// The commands of `fluxj config`.
public final class ConfigCommands {
    private ConfigCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new Load(console))
                .addSubcommand(new Reload(console))
                .addSubcommand(new ConfigGetCommand(console))
                .addSubcommand(new Set(console))
                .addSubcommand(new Unset(console))
                .addSubcommand(new Builtin(console))
                .addSubcommand(new ConfigCheckCommand(console))
                .setCommandName("config");
    }

    private static void store(FluxClient client, JsonObject config) {
        try {
            client.call(ConfigProtocol.LOAD, Message.NODEID_ANY, new Config(config));
        } catch (FluxException e) {
            throw new CommandFailure("Error updating config object: " + e.getMessage());
        }
    }

    @Command(
            name = "load",
            description = "Load broker configuration from stdin or PATH",
            sortOptions = false)
    private static final class Load extends FluxCommand {
        @Parameters(arity = "0..1", paramLabel = "PATH")
        private Optional<String> path = Optional.empty();

        Load(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            JsonObject config = path.map(Load::fromPath).orElseGet(this::fromInput);
            try (FluxClient client = console().connect()) {
                client.call(ConfigProtocol.LOAD, Message.NODEID_ANY, new Config(config));
            } catch (FluxException e) {
                throw new CommandFailure("load: " + e.getMessage());
            }
        }

        private static JsonObject fromPath(String path) {
            try {
                return ConfigLoader.load(path).root();
            } catch (ConfigException e) {
                throw new CommandFailure("Error parsing config: " + e.getMessage());
            }
        }

        private JsonObject fromInput() {
            String text;
            try {
                text = PicocliProgram.text("standard input", console().in().readAllBytes());
            } catch (IOException e) {
                throw new CommandFailure("error reading stdin: " + IoReason.of(e));
            }
            try {
                return JsonObject.parse(text);
            } catch (JsonException notJson) {
                return fromToml(text);
            }
        }

        private static JsonObject fromToml(String text) {
            try {
                return ConfigLoader.parseToml(text, "stdin").root();
            } catch (ConfigException e) {
                throw new CommandFailure("TOML parse error: " + e.getMessage());
            }
        }
    }

    @Command(
            name = "reload",
            description = "Reload broker configuration from files",
            sortOptions = false)
    private static final class Reload extends FluxCommand {
        @Option(
                names = "--follower-noop",
                description = "Do nothing if run on a non-leader broker (for systemd use)")
        private boolean followerNoop;

        Reload(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                if (!followerNoop || client.rank() == 0) {
                    client.call(ConfigProtocol.RELOAD, Message.NODEID_ANY, Empty.EMPTY);
                }
            } catch (FluxException e) {
                throw new CommandFailure("reload: " + e.getMessage());
            }
        }
    }

    @Command(name = "set", description = "Set broker configuration value", sortOptions = false)
    private static final class Set extends FluxCommand {
        @Option(
                names = {"-t", "--type"},
                paramLabel = "TYPE",
                description = "Specify type (string, integer, real, boolean, object, array, fsd)")
        private Optional<String> type = Optional.empty();

        @Parameters(index = "0", paramLabel = "NAME")
        private String name = "";

        @Parameters(index = "1", paramLabel = "VALUE")
        private String value = "";

        Set(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            Optional<ConfigType> wanted = type.map(ConfigType::forSetting);
            try (FluxClient client = console().connect()) {
                JsonObject config = ConfigGetCommand.fetch(client);
                ConfigType as =
                        wanted.orElseGet(
                                () ->
                                        JsonPath.get(config, name)
                                                .map(ConfigType::of)
                                                .orElseThrow(
                                                        () ->
                                                                new CommandFailure(
                                                                        "Type is unknown, please"
                                                                                + " specify --type")));
                store(client, with(config, as.read(value)));
            }
        }

        private JsonObject with(JsonObject config, JsonValue to) {
            try {
                return JsonPath.set(config, name, to);
            } catch (JsonException e) {
                throw new CommandFailure("setting " + name + ": " + e.getMessage());
            }
        }
    }

    @Command(name = "unset", description = "Unset broker configuration value", sortOptions = false)
    private static final class Unset extends FluxCommand {
        @Parameters(paramLabel = "NAME")
        private String name = "";

        Unset(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                store(client, JsonPath.remove(ConfigGetCommand.fetch(client), name));
            }
        }
    }

    @Command(
            name = "builtin",
            description = "Print compiled-in Flux configuration values",
            sortOptions = false)
    private static final class Builtin extends FluxCommand {
        @Option(names = "--intree", description = "Accepted and ignored")
        private boolean inTree;

        @Option(names = "--installed", description = "Accepted and ignored")
        private boolean installed;

        @Parameters(paramLabel = "NAME")
        private String name = "";

        Builtin(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            if (inTree && installed) {
                throw new CommandFailure("--intree and --installed exclude each other");
            }
            BrokerProtocol.Keys wanted = new BrokerProtocol.Keys(JsonArray.of(JsonValue.of(name)));
            try (FluxClient client = console().connect()) {
                String value =
                        client.call(BrokerProtocol.CONF_BUILTIN, Message.NODEID_ANY, wanted)
                                .values()
                                .get(name);
                if (value == null) {
                    throw new CommandFailure(name + " is invalid");
                }
                console().out().println(value);
            } catch (FluxException e) {
                throw new CommandFailure(name + " is invalid");
            }
        }
    }
}
