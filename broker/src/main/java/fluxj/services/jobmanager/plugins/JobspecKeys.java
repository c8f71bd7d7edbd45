package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import java.util.List;

/// Which parts of a jobspec may be changed (RFC 21).
final class JobspecKeys {
    private static final List<String> PARTS = List.of("attributes", "resources", "tasks");

    private JobspecKeys() {}

    /// @throws FluxException EINVAL in Flux's words
    static void check(JsonObject updates) {
        for (String key : updates.keys()) {
            boolean known =
                    PARTS.stream().anyMatch(part -> key.equals(part) || key.startsWith(part + "."));
            if (!known) {
                throw new FluxException(Errno.EINVAL, "one or more jobspec updates are invalid");
            }
        }
    }
}
