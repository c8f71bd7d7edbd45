package fluxj.shellplugins.taskmap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.format.Taskmap;
import fluxj.reactor.Promise;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Lays the tasks of a job out over its nodes.
final class TaskmapPlugin implements ShellPlugin {
    private final ShellContext shell;

    private TaskmapPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "taskmap";
        }

        @Override
        public ShellPlugin create(ShellContext context) {
            return new TaskmapPlugin(context);
        }
    }

    @Override
    public Promise<Optional<Taskmap>> taskmap(String scheme, String value) {
        Taskmap now = shell.job().taskmap();
        return switch (scheme) {
            case "block" -> Promise.of(Optional.of(block(now, value)));
            case "cyclic" -> Promise.of(Optional.of(CyclicScheme.of(value).apply(now)));
            case "manual" -> Promise.of(Optional.of(manual(value)));
            case "hostfile" -> hostfile(now, value).map(Optional::of);
            default -> Promise.of(Optional.empty());
        };
    }

    private static Taskmap block(Taskmap now, String value) {
        if (!value.isEmpty()) {
            throw new ShellFailure("block taskmap does not accept a value (got " + value + ")");
        }
        return now;
    }

    private static Taskmap manual(String value) {
        try {
            return Taskmap.parse(value);
        } catch (FormatException e) {
            throw new ShellFailure("taskmap=" + value + ": " + e.getMessage());
        }
    }

    private Promise<Taskmap> hostfile(Taskmap now, String path) {
        return shell.reactor()
                .blocking(() -> lines(path, shell.file(path)))
                .map(
                        lines -> {
                            try {
                                return HostfileScheme.of(lines).apply(now, shell.job().hosts());
                            } catch (FluxException e) {
                                throw new FluxException(
                                        e.errno(),
                                        "failed to map tasks with hostfile:"
                                                + path
                                                + ": "
                                                + e.getMessage());
                            }
                        });
    }

    private static List<String> lines(String path, Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new FluxException(
                    Errno.EINVAL, "failed to open hostfile: " + path + ": " + IoReason.of(e));
        }
    }
}
