package fluxj.services.resource;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.BootstrapConfig;
import fluxj.config.tables.HostResources;
import fluxj.config.tables.ResourceConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.job.ConfiguredHosts;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.service.ServiceContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the module goes by.
///
/// @param resources those that are configured
/// @param isSystemd whether the nodes that systemd has ready count, and not those online
/// @param isBootstrapped whether ranks are those of the hosts in `[bootstrap]`
record ResourceSettings(
        ResourceConfig table,
        Optional<ResourceSet> resources,
        boolean isSystemd,
        boolean isBootstrapped,
        Arguments arguments) {

    /// Words of `module.load`.
    ///
    /// @param forceUp every rank counts as online, for tests with resources that there are not
    record Arguments(boolean forceUp, boolean noverify, boolean notruncate) {
        static Arguments of(List<String> words) {
            for (String word : words) {
                if (!List.of("monitor-force-up", "noverify", "notruncate").contains(word)) {
                    throw new FluxException(Errno.EINVAL, "unknown option: " + word);
                }
            }
            return new Arguments(
                    words.contains("monitor-force-up"),
                    words.contains("noverify"),
                    words.contains("notruncate"));
        }
    }

    /// Reads the configuration and the files that it names; fails with EINVAL in Flux's words.
    static Promise<ResourceSettings> read(ServiceContext flux, JsonObject configuration) {
        Config config = Config.of(configuration);
        ResourceConfig table;
        try {
            table = ResourceConfig.of(config);
        } catch (ConfigException e) {
            return Promise.failed(new FluxException(Errno.EINVAL, String.valueOf(e.getMessage())));
        }
        boolean hasFiles =
                table.get(ResourceConfig.PATH).isPresent()
                        || table.get(ResourceConfig.SCHEDULING).isPresent();
        boolean leads = flux.rank() == 0;
        Promise<Optional<ResourceSet>> resources =
                hasFiles
                        ? flux.reactor().blocking(() -> configured(table, leads))
                        : Promise.of(table)
                                .map(rows -> rows.get(ResourceConfig.CONFIG))
                                .map(entries -> entries.map(ResourceSettings::ofHosts));
        Arguments arguments = Arguments.of(flux.arguments());
        return resources.map(
                found ->
                        new ResourceSettings(
                                table,
                                found,
                                isSystemd(config),
                                config.table(BootstrapConfig.TABLE.name()).isPresent(),
                                arguments));
    }

    private static boolean isSystemd(Config config) {
        return config.get("systemd.enable").equals(Optional.of(JsonValue.of(true)));
    }

    private static ResourceSet ofHosts(List<HostResources> entries) {
        try {
            return ConfiguredHosts.resources(entries);
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "error parsing [resource.config] array: " + e.getMessage());
        }
    }

    private static Optional<ResourceSet> configured(ResourceConfig table, boolean leads) {
        Optional<ResourceSet> resources =
                table.get(ResourceConfig.CONFIG).map(ResourceSettings::ofHosts);
        if (resources.isEmpty()) {
            resources = table.get(ResourceConfig.PATH).map(ResourceSettings::ofFile);
        }
        Optional<String> scheduling = table.get(ResourceConfig.SCHEDULING);
        if (scheduling.isEmpty() || !leads) {
            return resources;
        }
        if (resources.isEmpty()) {
            throw new FluxException(
                    Errno.EINVAL,
                    "resource.scheduling requires resource.path or [resource.config]");
        }
        JsonValue own = json(scheduling.get(), "error loading resource.scheduling: ");
        return resources.map(set -> set.withScheduling(Optional.of(own)));
    }

    private static ResourceSet ofFile(String path) {
        JsonValue json = json(path, path + ": ");
        try {
            if (json instanceof JsonObject object) {
                return Rv1.parse(object);
            }
            throw new FormatException("Expected object, got " + json.typeName());
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "error parsing R: " + e.getMessage());
        }
    }

    private static JsonValue json(String path, String words) {
        try {
            return JsonValue.parse(Files.readString(Path.of(path)));
        } catch (IOException e) {
            throw new FluxException(
                    Errno.EINVAL, words + "unable to open " + path + ": " + IoReason.of(e));
        } catch (JsonException e) {
            throw new FluxException(Errno.EINVAL, words + e.getMessage());
        }
    }
}
