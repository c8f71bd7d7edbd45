package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.jobtap.JobtapPlugin;
import fluxj.services.jobmanager.plugins.builtin.BuiltinPlugins;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Finds plugins by what `flux jobtap load` is given: the name of one that comes with the job
/// manager, the file name of one of flux-core's or flux-coral2's that has an analog here, or a jar.
final class PluginCatalog {
    private final Map<String, Supplier<JobtapPlugin>> builtins = BuiltinPlugins.loaded();
    private final Map<String, Supplier<JobtapPlugin>> analogs;

    /// @param analogs more of them, by file name
    PluginCatalog(Map<String, Supplier<JobtapPlugin>> analogs) {
        this.analogs = new LinkedHashMap<>(BuiltinPlugins.loadable());
        this.analogs.putAll(analogs);
    }

    /// The names of those that are loaded from the beginning, in their order.
    List<String> builtins() {
        return List.copyOf(builtins.keySet());
    }

    /// A plugin by its name or file.
    ///
    /// @throws FluxException ENOENT when there is none; EOPNOTSUPP for a plugin of flux-core's own
    ///   kind that has no analog; EINVAL for a jar that cannot be used
    PluginSource find(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        @Nullable Supplier<JobtapPlugin> known =
                path.startsWith(".") && path.equals(file) ? builtins.get(path) : analogs.get(file);
        if (known != null) {
            return PluginSource.builtin(known.get());
        }
        boolean missing = !path.equals(file) && !Files.exists(Path.of(path));
        if (file.endsWith(".jar") && !missing) {
            return PluginJar.open(path);
        }
        if (file.endsWith(".so") && !missing) {
            throw new FluxException(
                    Errno.EOPNOTSUPP,
                    file
                            + ": No such plugin found: no Java plugin of that name"
                            + " (for C: flux module load --exec job-manager)");
        }
        throw new FluxException(Errno.ENOENT, path + ": No such plugin found");
    }
}
