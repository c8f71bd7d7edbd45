package fluxj.module;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.rpc.Globs;
import fluxj.service.Environment;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Finds what `module.load` means (spec broker 8.1): a Java service of that name, or a file and the
/// loader that runs it.
final class ModuleResolver {
    /// What was found.
    sealed interface Resolution {
        /// The module's name.
        String name();

        /// What `module.list` shows as its path.
        String path();
    }

    /// A service of this JVM.
    record InJvm(String name, String path, ServiceFactory factory) implements Resolution {}

    /// A file that `flux <loader>` runs.
    record InProcess(String name, String path, String loader) implements Resolution {}

    /// The path that `module.list` shows for a module that is no file.
    private static final String BUILTIN = "builtin";

    private record Loader(String glob, String command) {}

    private static final List<Loader> LOADERS =
            List.of(new Loader(".so*", "module-exec"), new Loader(".py", "module-python-exec"));

    private final Environment environment;
    private final Map<String, ServiceFactory> services;
    private final Map<String, ServiceFactory> builtins;

    /// @param services Java services by the name of the module they stand for
    /// @param builtins those that can be nothing else; the table adds to it
    ModuleResolver(
            Environment environment,
            Map<String, ServiceFactory> services,
            Map<String, ServiceFactory> builtins) {
        this.environment = environment;
        this.services = services;
        this.builtins = builtins;
    }

    Resolution resolve(ModuleSpec spec) {
        boolean process = spec.exec().orElse(false) || spec.loader().isPresent();
        ServiceFactory builtin = builtins.get(spec.path());
        if (builtin != null) {
            if (process) {
                throw noProcess();
            }
            return new InJvm(spec.name().orElse(spec.path()), BUILTIN, builtin);
        }
        return spec.path().indexOf('/') >= 0 ? byPath(spec, process) : byName(spec, process);
    }

    private Resolution byPath(ModuleSpec spec, boolean process) {
        String path = spec.path();
        String base = baseName(path);
        ServiceFactory service = services.get(base);
        if (service != null && !process && Globs.matches("*.so*", path)) {
            return new InJvm(spec.name().orElse(base), path, service);
        }
        String loader = spec.loader().or(() -> loaderOf(path)).orElse("");
        if (loader.isEmpty()) {
            throw new FluxException(Errno.ENOENT, "could not determine loader from path suffix");
        }
        return new InProcess(spec.name().orElse(base), path, loader);
    }

    private Resolution byName(ModuleSpec spec, boolean process) {
        String base = baseName(spec.path());
        ServiceFactory service = services.get(base);
        if (service != null && !process) {
            return new InJvm(spec.name().orElse(base), base, service);
        }
        if (spec.loader().isPresent()) {
            throw new FluxException(
                    Errno.EINVAL, "module loader may only be specified with module path");
        }
        // Without a flux-core beside us there is no search path, and nothing in it.
        String searchPath = environment.get("FLUX_MODULE_PATH").orElse("");
        for (Loader loader : LOADERS) {
            Path file = find(searchPath, spec.path() + loader.glob());
            if (file != null) {
                return new InProcess(
                        spec.name().orElse(spec.path()), file.toString(), loader.command());
            }
        }
        throw service == null
                ? new FluxException(Errno.ENOENT, "module not found in search path")
                : noProcess();
    }

    private static FluxException noProcess() {
        return new FluxException(
                Errno.EINVAL, "built-in modules cannot execute in a separate process");
    }

    private static Optional<String> loaderOf(String path) {
        for (Loader loader : LOADERS) {
            if (Globs.matches("*" + loader.glob(), path)) {
                return Optional.of(loader.command());
            }
        }
        return Optional.empty();
    }

    /// The first file in the directories whose name matches; by name where one has several.
    private static @Nullable Path find(String directories, String glob) {
        for (String directory : directories.split(":", -1)) {
            if (directory.isEmpty() || !Files.isDirectory(Path.of(directory))) {
                continue;
            }
            TreeSet<Path> matches = new TreeSet<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory))) {
                for (Path file : files) {
                    if (Globs.matches(glob, String.valueOf(file.getFileName()))) {
                        matches.add(file);
                    }
                }
                if (!matches.isEmpty()) {
                    return matches.first().toRealPath();
                }
            } catch (IOException e) {
                throw new FluxException(
                        Errno.EIO, "module not found in search path: " + IoReason.of(e));
            }
        }
        return null;
    }

    /// The file's name up to its first dot.
    private static String baseName(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.indexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }
}
