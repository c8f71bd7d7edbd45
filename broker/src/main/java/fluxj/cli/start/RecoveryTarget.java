package fluxj.cli.start;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `fluxj start --recovery` starts from: the state directory of an instance, or a dump of its
/// content (spec broker 4.4).
///
/// @param options the broker's options
/// @param configPath the system's configuration when the system instance is recovered
record RecoveryTarget(List<String> options, Optional<String> configPath) {
    static final String SYSTEM_CONFIG = "/etc/flux/system/conf.d";
    private static final String SYSTEM_STATEDIR = "/var/lib/flux";
    private static final String DATABASE = "content.sqlite";

    /// Checks a target; the empty one is the system instance, which must not run.
    static RecoveryTarget of(String target, Console console) {
        boolean system = target.isEmpty();
        if (system && systemInstanceRuns(console)) {
            throw new CommandFailure("system instance is already running");
        }
        String chosen = system ? SYSTEM_STATEDIR : target;
        Path path = Path.of(chosen);
        String source;
        if (Files.isDirectory(path)) {
            checkStatedir(path);
            source = "-Sstatedir=" + chosen;
        } else if (Files.exists(path)) {
            source = "-Scontent.restore=" + chosen;
        } else {
            throw new CommandFailure(chosen + ": No such file or directory");
        }
        return new RecoveryTarget(
                List.of(
                        "-Sbroker.recovery-mode=1",
                        "-Sbroker.quorum=1",
                        "-Sbroker.module-nopanic=1",
                        "-Slog-stderr-level=5",
                        source),
                system ? Optional.of(SYSTEM_CONFIG) : Optional.empty());
    }

    private static boolean systemInstanceRuns(Console console) {
        Map<String, String> environment = new HashMap<>(console.environment());
        environment.remove("FLUX_URI");
        try (FluxClient client = FluxClient.open("", environment)) {
            return client.rank() >= 0;
        } catch (FluxException e) {
            return false;
        }
    }

    private static void checkStatedir(Path directory) {
        try {
            if (!Files.getAttribute(directory, "unix:uid")
                    .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
                throw new CommandFailure(directory + ": not owned by you");
            }
        } catch (IOException e) {
            throw new CommandFailure(directory + ": " + IoReason.of(e));
        }
        if (!Files.isReadable(directory)
                || !Files.isWritable(directory)
                || !Files.isExecutable(directory)) {
            throw new CommandFailure(directory + ": no access");
        }
        Path database = directory.resolve(DATABASE);
        if (!Files.exists(database)) {
            throw new CommandFailure(database + ": No such file or directory");
        }
        if (!Files.isReadable(database)) {
            throw new CommandFailure(database + ": no read permission");
        }
        if (!Files.isWritable(database)) {
            throw new CommandFailure(database + ": no write permission");
        }
    }
}
