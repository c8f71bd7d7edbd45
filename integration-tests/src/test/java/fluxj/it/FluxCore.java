package fluxj.it;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where flux-core's `flux` is, for tests beside it.
final class FluxCore {
    /// Why a test was skipped.
    static final String MISSING = "skipped: flux-core's flux is not on the PATH";

    private FluxCore() {}

    /// The command: on the PATH or named by `-Dfluxj.flux=`; empty when there is none.
    static String command() {
        String named = System.getProperty("fluxj.flux", "");
        if (!named.isEmpty()) {
            return named;
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(folder, "flux");
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return "";
    }
}
