package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.jobtap.JobtapPlugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// A plugin in a jar, named there as a provider of [JobtapPlugin]; it has a class loader of its
/// own.
final class PluginJar {
    private PluginJar() {}

    static PluginSource open(String path) {
        Path jar = Path.of(path).toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new FluxException(Errno.ENOENT, path + ": No such plugin found");
        }
        URLClassLoader loader =
                new URLClassLoader(
                        jar.getFileName().toString(),
                        new URL[] {url(jar.toUri())},
                        JobtapPlugin.class.getClassLoader());
        try {
            return new PluginSource(only(path, loader), path, () -> close(loader));
        } catch (FluxException e) {
            close(loader);
            throw e;
        }
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (IOException e) {
            throw FluxException.of(e);
        }
    }

    /// Those that the class path has besides are not the jar's.
    private static JobtapPlugin only(String path, URLClassLoader loader) {
        try {
            Stream<ServiceLoader.Provider<JobtapPlugin>> providers =
                    ServiceLoader.load(JobtapPlugin.class, loader).stream()
                            .filter(each -> loader.equals(each.type().getClassLoader()));
            List<ServiceLoader.Provider<JobtapPlugin>> found = providers.toList();
            if (found.size() != 1) {
                throw new FluxException(
                        Errno.EINVAL,
                        path + ": " + found.size() + " providers of JobtapPlugin, 1 expected");
            }
            return found.getFirst().get();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new FluxException(Errno.EINVAL, path + ": " + firstLine(e));
        }
    }

    private static String firstLine(Throwable failure) {
        String text = failure.toString();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
