package fluxj.broker;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.config.tables.KnownTables;
import fluxj.core.config.ConfigStore;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;

import java.util.Optional;
import java.util.function.Consumer;

/// The configuration object of one broker, and the files it is from (spec broker 5.1, 7.6).
final class ConfigFiles implements ConfigStore {
    private final Reactor reactor;
    private final Attributes attributes;
    private final Log log;
    private Config read;
    private JsonObject current;

    ConfigFiles(Reactor reactor, Attributes attributes, Config start, Log log) {
        this.reactor = reactor;
        this.attributes = attributes;
        this.log = log;
        read = start;
        current = start.root();
    }

    /// Tells who starts the instance what is set for nobody, when the log's level hides warnings.
    static void warnAtStart(Config config, Attributes attributes, Consumer<String> stderr) {
        String level = attributes.get("log-stderr-level").orElse("");
        if (attributes.get("rank").orElse("").equals("0") && level.compareTo("4") < 0) {
            KnownTables.ignored(config)
                    .forEach(line -> stderr.accept("flux-broker: warning: config: " + line));
        }
    }

    /// Logs on rank 0, for the whole instance, what is set for nobody.
    void warn() {
        if (attributes.get("rank").orElse("").equals("0")) {
            Config config = read.root().equals(current) ? read : Config.of(current);
            KnownTables.ignored(config).forEach(line -> log.warning("config: " + line));
        }
    }

    /// Reads what the command line and the environment name.
    ///
    /// @throws FluxException with the words for the log
    static Config read(BrokerOptions options, Environment environment, Attributes attributes) {
        Optional<String> path = options.configPath().or(() -> environment.get("FLUX_CONF_DIR"));
        Config config = Config.EMPTY;
        if (path.isPresent()) {
            config = load(path.get());
            attributes.set("config.path", path.get());
        }
        for (String value : options.config()) {
            try {
                config = ConfigLoader.update(config, value);
            } catch (ConfigException e) {
                throw new FluxException(Errno.EINVAL, "--conf: " + e.getMessage());
            }
        }
        return config;
    }

    private static Config load(String path) {
        try {
            return ConfigLoader.load(path);
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, "Config file error: " + e.getMessage());
        }
    }

    @Override
    public JsonObject current() {
        return current;
    }

    @Override
    public void replace(JsonObject object) {
        current = object;
        warn();
    }

    @Override
    public Promise<JsonObject> readFiles() {
        Optional<String> path = attributes.get("config.path");
        return path.isEmpty()
                ? Promise.of(current)
                : reactor.blocking(() -> load(path.get()))
                        .map(
                                config -> {
                                    read = config;
                                    return config.root();
                                });
    }
}
