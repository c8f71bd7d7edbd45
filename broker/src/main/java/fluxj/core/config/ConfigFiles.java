package fluxj.core.config;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.config.tables.KnownTables;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.Log;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The configuration object of one broker, and the files it is from (spec broker 5.1, 7.6).
public final class ConfigFiles {
    private final Reactor reactor;
    private final Attributes attributes;
    private final Log log;
    private Config read;
    private JsonObject current;

    /// @param start the object in force, as [#read] read it
    public ConfigFiles(Reactor reactor, Attributes attributes, Config start, Log log) {
        this.reactor = reactor;
        this.attributes = attributes;
        this.log = log;
        read = start;
        current = start.root();
    }

    /// Tells who starts the instance what is set for nobody, when the log's level hides warnings.
    public static void warnAtStart(Config config, Attributes attributes, Consumer<String> stderr) {
        String level = attributes.get("log-stderr-level").orElse("");
        if (attributes.get("rank").orElse("").equals("0") && level.compareTo("4") < 0) {
            KnownTables.ignored(config)
                    .forEach(line -> stderr.accept("flux-broker: warning: config: " + line));
        }
    }

    /// Logs on rank 0, for the whole instance, what is set for nobody.
    public void warn() {
        if (attributes.get("rank").orElse("").equals("0")) {
            Config config = read.root().equals(current) ? read : Config.of(current);
            KnownTables.ignored(config).forEach(line -> log.warning("config: " + line));
        }
    }

    /// Reads what the command line and the environment name.
    ///
    /// @param configPath that of the command line
    /// @param updates further objects or `key=value`, in order
    /// @throws FluxException with the words for the log
    public static Config read(
            Optional<String> configPath,
            List<String> updates,
            Environment environment,
            Attributes attributes) {
        Optional<String> path = configPath.or(() -> environment.get("FLUX_CONF_DIR"));
        Config config = Config.EMPTY;
        if (path.isPresent()) {
            config = load(path.get());
            attributes.set("config.path", path.get());
        }
        for (String value : updates) {
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

    /// The object in force.
    public JsonObject current() {
        return current;
    }

    /// Puts another one in force, for modules that are loaded from now on.
    public void replace(JsonObject object) {
        current = object;
        warn();
    }

    /// Reads the files at `config.path`; the current object when there is no such path. Fails with
    /// `Config file error: …` when they cannot be read.
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
