package fluxj.shellplugins.tmpdir;

import fluxj.errors.FluxException;
import fluxj.platform.FolderRemoval;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// Makes `FLUX_JOB_TMPDIR` and removes it with all that is in it at the end.
final class TmpdirPlugin implements ShellPlugin {
    private static final String VARIABLE = "FLUX_JOB_TMPDIR";
    private static final String TMPDIR = "TMPDIR";
    private static final String FALLBACK = "/tmp";

    private final ShellContext shell;
    private Optional<Path> made = Optional.empty();

    private TmpdirPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "tmpdir";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new TmpdirPlugin(shell);
        }
    }

    /// @param tmpdirFailed the job's TMPDIR cannot be made
    private record Made(Path directory, boolean tmpdirFailed) {}

    @Override
    public Promise<Empty> init() {
        Promise<String> rundir = shell.attribute("rundir").map(path -> path.orElse(""));
        Optional<String> tmpdir = shell.environment().get(TMPDIR);
        return rundir.flatMap(parent -> shell.reactor().blocking(() -> make(parent, tmpdir)))
                .map(
                        result -> {
                            made = Optional.of(result.directory());
                            if (result.tmpdirFailed()) {
                                shell.log()
                                        .warn(
                                                "Unable to create TMPDIR="
                                                        + tmpdir.orElse("")
                                                        + ", resetting TMPDIR=/tmp");
                                shell.environment().set(TMPDIR, FALLBACK);
                            }
                            shell.environment().set(VARIABLE, result.directory().toString());
                            return Empty.EMPTY;
                        });
    }

    private Made make(String rundir, Optional<String> tmpdir) {
        boolean failed = false;
        if (tmpdir.isPresent()) {
            try {
                makeDirectory(shell.file(tmpdir.get()));
            } catch (IOException e) {
                failed = true;
            }
        }
        String name = ShellProtocol.folder(shell.job().rank(), shell.job().idText());
        if (!rundir.isEmpty()) {
            Path wanted = Path.of(rundir, name);
            try {
                makeDirectory(wanted);
                return new Made(wanted, failed);
            } catch (IOException e) {
                // Another user's broker: where the job keeps its files there is room.
                return new Made(makeOrFail(parent(tmpdir, failed).resolve(name)), failed);
            }
        }
        return new Made(makeOrFail(parent(tmpdir, failed).resolve(name)), failed);
    }

    private Path parent(Optional<String> tmpdir, boolean failed) {
        return shell.file(failed ? FALLBACK : tmpdir.orElse(FALLBACK));
    }

    private static Path makeOrFail(Path wanted) {
        try {
            makeDirectory(wanted);
            return wanted;
        } catch (IOException e) {
            FluxException why = FluxException.of(e);
            throw new FluxException(
                    why.errno(), "error creating FLUX_JOB_TMPDIR: " + why.getMessage());
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    @Override
    public Optional<String> render(String name) {
        return name.equals("tmpdir") ? shell.environment().get(VARIABLE) : Optional.empty();
    }

    @Override
    public Promise<Empty> exit() {
        if (made.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Path directory = made.get();
        Deferred<Empty> removed = new Deferred<>();
        shell.reactor()
                .blocking(
                        () -> {
                            FolderRemoval.remove(directory);
                            return directory;
                        })
                .then(
                        _ -> removed.complete(Empty.EMPTY),
                        error -> {
                            shell.log().error("remove " + directory + ": " + error.getMessage());
                            removed.complete(Empty.EMPTY);
                        });
        return removed;
    }
}
