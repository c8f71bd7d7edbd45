package fluxj.services.runat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The environment of the broker's own commands: the broker's without what belongs to the instance
/// or job around it (spec 5.3). Pure.
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

    static Map<String, String> of(
            Map<String, String> broker, Optional<String> localUri, Optional<String> jobid) {
        Map<String, String> own = new LinkedHashMap<>();
        broker.forEach(
                (name, value) -> {
                    if (!isDropped(name)) {
                        own.put(name, value);
                    }
                });
        localUri.ifPresent(uri -> own.put("FLUX_URI", uri));
        jobid.ifPresent(id -> own.put("FLUX_ENCLOSING_ID", id));
        return own;
    }

    private static boolean isDropped(String name) {
        if (DROPPED.contains(name)) {
            return true;
        }
        for (String prefix : DROPPED_PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
