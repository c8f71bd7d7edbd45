package fluxj.cli.config;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.core.config.ConfigProtocol;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Optional;

@Command(name = "get", description = "Query broker configuration values", sortOptions = false)
final class ConfigGetCommand extends FluxCommand {
    private static final List<String> KNOWN = List.of("system", "security", "imp");

    @Option(
            names = {"-c", "--config-path"},
            paramLabel = "PATH|system|security|imp",
            description = "Get broker config from PATH (default: use live config)")
    private Optional<String> path = Optional.empty();

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description =
                    "Set expected type (any, string, integer, real, boolean, object, array, fsd,"
                            + " fsd-integer, fsd-real)")
    private String type = "any";

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress printing of \"[key] is not set\" errors.")
    private boolean quiet;

    @Option(
            names = {"-d", "--default"},
            paramLabel = "VAL",
            description = "Use this value if config key is unset")
    private Optional<String> otherwise = Optional.empty();

    @Parameters(arity = "0..1", paramLabel = "NAME")
    private Optional<String> name = Optional.empty();

    ConfigGetCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JsonObject config = path.map(ConfigGetCommand::load).orElseGet(this::live);
        ConfigType wanted = ConfigType.named(type);
        JsonValue value = config;
        if (name.isPresent()) {
            Optional<JsonValue> found = JsonPath.get(config, name.get());
            if (found.isEmpty()) {
                if (otherwise.isPresent()) {
                    console().out().println(otherwise.get());
                    return;
                }
                throw new CommandFailure(quiet ? "" : name.get() + " is not set");
            }
            value = found.get();
        }
        console().out().println(wanted.print(value, name.orElse("value")));
    }

    private JsonObject live() {
        try (FluxClient client = console().connect()) {
            return fetch(client);
        }
    }

    /// The configuration in force.
    static JsonObject fetch(FluxClient client) {
        try {
            return client.call(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY).object();
        } catch (FluxException e) {
            throw new CommandFailure("Error fetching config object: " + e.getMessage());
        }
    }

    private static JsonObject load(String path) {
        String place = KNOWN.contains(path) ? "/etc/flux/" + path + "/conf.d" : path;
        try {
            return ConfigLoader.load(place).root();
        } catch (ConfigException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }
}
