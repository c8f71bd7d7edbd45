package fluxj.shellplugins.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The control group of this process (cgroups(7), version 2). All of it reads files: slow work, not
/// for the reactor.
record Cgroup(Path folder) {
    private static final String UNIFIED = "0::";

    /// The one that this process is in; empty where there is none of version 2.
    ///
    /// @param root what `proc` and `sys` are below
    static Optional<Cgroup> find(Path root) throws IOException {
        Path mounted = root.resolve("sys/fs/cgroup");
        if (!Files.exists(mounted.resolve("cgroup.controllers"))) {
            return Optional.empty();
        }
        for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
            if (line.startsWith(UNIFIED)) {
                return Optional.of(
                        new Cgroup(mounted.resolve(line.substring(UNIFIED.length() + 1))));
            }
        }
        return Optional.empty();
    }

    boolean has(String file) {
        return Files.isReadable(folder.resolve(file));
    }

    /// The number that a file is.
    OptionalLong number(String file) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(file));
        return lines.isEmpty() ? OptionalLong.empty() : whole(lines.getFirst());
    }

    /// The number after a word in a file of such lines.
    OptionalLong number(String file, String key) throws IOException {
        for (String line : Files.readAllLines(folder.resolve(file))) {
            if (line.startsWith(key + " ")) {
                return whole(line.substring(key.length() + 1));
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong whole(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            // Such as "max".
            return OptionalLong.empty();
        }
    }
}
