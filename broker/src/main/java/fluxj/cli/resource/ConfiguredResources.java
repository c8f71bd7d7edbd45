package fluxj.cli.resource;

import fluxj.cli.CommandFailure;
import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.config.tables.ResourceConfig;
import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.job.ConfiguredHosts;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;

import java.io.IOException;
import java.util.Optional;

/// The resources that a configuration gives an instance.
///
/// @param path a configuration file, or a folder of them
public record ConfiguredResources(String path) {

    /// The same as R (RFC 20), for commands of other rooms.
    ///
    /// @throws CommandFailure in flux-core's words
    public JsonObject r() {
        return Rv1.json(read());
    }

    /// What it gives.
    ///
    /// @throws CommandFailure in flux-core's words
    ResourceSet read() {
        ResourceConfig table = table();
        ResourceSet set = resources(table);
        Optional<String> scheduling = table.get(ResourceConfig.SCHEDULING);
        if (scheduling.isPresent()) {
            try {
                set = set.withScheduling(Optional.of(ResourceSets.json(scheduling.get())));
            } catch (IOException e) {
                throw new CommandFailure(
                        "resource.scheduling: %s: unable to open %s: %s on line -1"
                                .formatted(scheduling.get(), scheduling.get(), IoReason.of(e)));
            } catch (JsonException e) {
                throw new CommandFailure(
                        "resource.scheduling: " + scheduling.get() + ": " + e.getMessage());
            }
        }
        return set;
    }

    private ResourceConfig table() {
        Config config;
        try {
            config = ConfigLoader.load(path);
        } catch (ConfigException e) {
            throw new CommandFailure("flux_conf_parse: " + e.getMessage());
        }
        if (config.table(ResourceConfig.TABLE.name()).isEmpty()) {
            throw new CommandFailure("Config file error: Object item not found: resource");
        }
        try {
            return ResourceConfig.of(config);
        } catch (ConfigException e) {
            throw new CommandFailure("Config file error: " + e.getMessage());
        }
    }

    private static ResourceSet resources(ResourceConfig table) {
        if (table.get(ResourceConfig.CONFIG).isPresent()) {
            try {
                return ConfiguredHosts.resources(table.get(ResourceConfig.CONFIG).get());
            } catch (FormatException e) {
                throw new CommandFailure("Config file error: " + e.getMessage());
            }
        }
        String file =
                table.get(ResourceConfig.PATH)
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                "Config file error: resource.config or"
                                                        + " resource.path must be defined"));
        try {
            if (ResourceSets.json(file) instanceof JsonObject object) {
                return Rv1.parse(object);
            }
            throw new CommandFailure(file + ": no object");
        } catch (IOException e) {
            throw new CommandFailure(file + ": unable to open " + file + ": " + IoReason.of(e));
        } catch (JsonException | FormatException e) {
            throw new CommandFailure(file + ": " + e.getMessage());
        }
    }
}
