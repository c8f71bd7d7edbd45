package fluxj.core.runat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

class CommandEnvironmentTest {
    private static Map<String, String> variables(String... names) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String name : names) {
            all.put(name, "x");
        }
        return all;
    }

    @Test
    void dropsWhatDescribesTheBrokersPlaceInItsParent() {
        Map<String, String> broker =
                variables(
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
                        "PMI_FD",
                        "PMIX_RANK",
                        "FLUX_PMI_LIBRARY_PATH",
                        "I_MPI_PMI_LIBRARY",
                        "SLURM_JOBID",
                        "NOTIFY_SOCKET",
                        "PALS_APID",
                        "FLUX_START_URI",
                        "PMIX",
                        "HOME");
        assertEquals(
                variables("FLUX_START_URI", "PMIX", "HOME"),
                CommandEnvironment.of(broker, Optional.empty(), Optional.empty()));
    }

    @Test
    void namesTheInstanceAndTheJobItIs() {
        assertEquals(
                Map.of("HOME", "x", "FLUX_URI", "local:///u", "FLUX_ENCLOSING_ID", "f23"),
                CommandEnvironment.of(
                        variables("HOME", "FLUX_URI", "FLUX_ENCLOSING_ID"),
                        Optional.of("local:///u"),
                        Optional.of("f23")));
    }
}
