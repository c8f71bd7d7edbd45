package fluxj.core.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.service.Environment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Expected values are what flux-core's own broker answers (`broker.conf-builtin`).
class BuiltinPathsTest {
    @TempDir private Path top = Path.of("");

    private Map<String, String> pathsWithFluxIn(String folder, Map<String, String> variables)
            throws IOException {
        Path flux = Files.createDirectories(top.resolve(folder)).resolve("flux");
        Files.createFile(flux);
        assertTrue(flux.toFile().setExecutable(true));
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.put("PATH", "/nowhere:" + flux.getParent());
        return BuiltinPaths.of(new Environment(all));
    }

    @Test
    void anInstalledFluxSaysWhereItsPartsAre() throws IOException {
        Map<String, String> paths = pathsWithFluxIn("bin", Map.of());
        assertEquals(top + "/etc/flux", paths.get("confdir"));
        assertEquals(top + "/libexec/flux", paths.get("libexecdir"));
        assertEquals(top + "/libexec/flux/flux-shell", paths.get("shell_path"));
        assertEquals(top + "/share/flux", paths.get("datadir"));
        assertEquals(top + "/lib/flux/libpmi.so", paths.get("pmi_library_path"));
        assertEquals("flux modprobe rc1", paths.get("rc1_path"));
    }

    @Test
    void theLastOfASearchPathTellsFoldersThatDifferFromHostToHost() throws IOException {
        Map<String, String> paths =
                pathsWithFluxIn(
                        "bin",
                        Map.of(
                                "FLUX_CONNECTOR_PATH",
                                "/mine/connectors:/usr/lib64/flux/connectors",
                                "FLUX_EXEC_PATH",
                                "/mine:/usr/libexec/flux/cmd"));
        assertEquals("/usr/lib64/flux/libpmi.so", paths.get("pmi_library_path"));
        assertEquals("/usr/libexec/flux/cmd/py-runner.py", paths.get("python_wrapper"));
        assertEquals("/mine:/usr/libexec/flux/cmd", paths.get("exec_path"));
    }

    @Test
    void aBuildTreeHasPlacesOfItsOwn() throws IOException {
        Map<String, String> paths = pathsWithFluxIn("src/cmd", Map.of());
        assertEquals(top + "/etc", paths.get("confdir"));
        assertEquals(top + "/src/shell/flux-shell", paths.get("shell_path"));
        assertFalse(paths.containsKey("rundir"));
    }

    @Test
    void withoutFluxOnlyTheSearchPathsAreKnown() {
        Map<String, String> paths =
                BuiltinPaths.of(new Environment(Map.of("FLUX_MODULE_PATH", "/m")));
        assertEquals("/m", paths.get("module_path"));
        assertFalse(paths.containsKey("confdir"));
    }
}
