package fluxj.core.runat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The variables of a command: the broker's, without those that describe the broker's own place in
/// its parent (spec broker 5.3).
final class CommandEnvironment {
    private static final List<String> DROPPED =
            List.of(
                    "FLUX_JOB_ID",
                    "FLUX_ENCLOSING_ID",
                    "FLUX_JOB_SIZE",
                    "FLUX_JOB_NNODES",
                    "FLUX_JOB_TMPDIR",
                    "FLUX_TASK_RANK",
                    "FLUX_TASK_LOCAL_ID",
                    "FLUX_URI",
                    "FLUX_KVS_NAMESPACE",
                    "FLUX_PROXY_REMOTE",
                    "FLUX_PMI_LIBRARY_PATH",
                    "I_MPI_PMI_LIBRARY",
                    "NOTIFY_SOCKET");

    private static final List<String> DROPPED_PREFIXES =
            List.of("PMI_", "PMIX_", "SLURM_", "PALS_");

    private CommandEnvironment() {}

    /// Makes `variables` into those of a command.
    static Map<String, String> of(
            Map<String, String> variables, Optional<String> localUri, Optional<String> jobid) {
        variables.keySet().removeIf(CommandEnvironment::isDropped);
        localUri.ifPresent(uri -> variables.put("FLUX_URI", uri));
        jobid.ifPresent(id -> variables.put("FLUX_ENCLOSING_ID", id));
        return variables;
    }

    private static boolean isDropped(String name) {
        for (String prefix : DROPPED_PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return DROPPED.contains(name);
    }
}
