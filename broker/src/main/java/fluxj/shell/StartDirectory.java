package fluxj.shell;

import fluxj.errors.Errno;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the tasks of a shell start, found by a look at the disk.
///
/// @param path empty is wherever the shell is
/// @param trouble why it is not what the job asked for
record StartDirectory(Optional<String> path, Optional<String> trouble) {
    private static final String FALLBACK = "/tmp";

    /// Looks whether the directory that is wanted can be entered; one that cannot is replaced.
    static StartDirectory look(Optional<String> wanted) {
        Optional<Errno> reason = wanted.flatMap(path -> whyNot(Path.of(path)));
        return reason.map(
                        errno ->
                                new StartDirectory(
                                        Optional.of(FALLBACK),
                                        Optional.of(
                                                "Could not change dir to "
                                                        + wanted.orElse("")
                                                        + ": "
                                                        + errno.text()
                                                        + ". Going to "
                                                        + FALLBACK
                                                        + " instead")))
                .orElseGet(() -> new StartDirectory(wanted, Optional.empty()));
    }

    private static Optional<Errno> whyNot(Path path) {
        if (!Files.exists(path)) {
            return Optional.of(Errno.ENOENT);
        }
        if (!Files.isDirectory(path)) {
            return Optional.of(Errno.ENOTDIR);
        }
        return Files.isExecutable(path) ? Optional.empty() : Optional.of(Errno.EACCES);
    }

    /// A path as the tasks would find it.
    Path file(String name) {
        return Path.of(path.orElse("")).resolve(name);
    }
}
