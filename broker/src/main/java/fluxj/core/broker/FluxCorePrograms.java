package fluxj.core.broker;

import fluxj.platform.SystemText;
import fluxj.service.Environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds flux-core's programs, where it is installed too.
public final class FluxCorePrograms {
    private FluxCorePrograms() {}

    /// The command `flux` that a shell would find.
    public static Optional<Path> find(Environment environment) {
        return search(environment.get("PATH").orElse(""), "flux");
    }

    /// True when `flux modprobe` would run.
    public static boolean hasModprobe(Environment environment) {
        String path = environment.get("FLUX_EXEC_PATH").orElse("");
        return search(path, "flux-modprobe").isPresent()
                || search(path, "flux-modprobe.py").isPresent();
    }

    private static Optional<Path> search(String path, String name) {
        int from = 0;
        while (from <= path.length()) {
            int colon = path.indexOf(':', from);
            int to = colon < 0 ? path.length() : colon;
            // A folder whose name is no text has none of ours.
            if (to > from && SystemText.isText(path.substring(from, to))) {
                Path candidate = Path.of(path.substring(from, to), name);
                if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                    return Optional.of(candidate.toAbsolutePath());
                }
            }
            from = to + 1;
        }
        return Optional.empty();
    }
}
