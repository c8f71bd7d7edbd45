package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Idset;
import fluxj.platform.SpawnRequest;
import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where tasks run (spec services 15.6), on a host of four cores with two hardware threads each.
class AffinityJobTest {
    @TempDir Path rundir;

    private ShellHarness job(int tasks, String options) {
        return new ShellHarness(rundir, 1, tasks, "app", options)
                .program("app", _ -> Script.exits(0).lasting(Duration.ofSeconds(9)))
                .run(Duration.ofSeconds(2));
    }

    private static List<String> cpus(ShellHarness job) {
        return job.nodes.getFirst().processes.started().stream()
                .map(request -> request.setting().cpus().map(Idset::toString).orElse("all"))
                .toList();
    }

    private static SpawnRequest first(ShellHarness job) {
        return job.nodes.getFirst().processes.started().getFirst();
    }

    private static boolean logs(ShellHarness job, String text) {
        return job.events("output").stream().anyMatch(line -> line.contains(text));
    }

    @Test
    void tasksRunOnTheCoresOfTheJob() {
        assertEquals(List.of("0-1,4-5", "0-1,4-5"), cpus(job(2, "{}")));
    }

    @Test
    void eachTaskMayHaveCoresOfItsOwn() {
        ShellHarness job = job(2, "{\"cpu-affinity\":\"verbose,per-task\"}");
        assertEquals(List.of("0,4", "1,5"), cpus(job));
        assertTrue(logs(job, "cpus: 0-1,4-5"));
        assertTrue(logs(job, "task 1: cpus: 1,5"));
    }

    @Test
    void aMapSaysWhere() {
        assertEquals(List.of("7", "0-3"), cpus(job(2, "{\"cpu-affinity\":\"map:7;0xf\"}")));
    }

    @Test
    void aDryRunOnlyTells() {
        ShellHarness job = job(1, "{\"cpu-affinity\":\"dry-run\"}");
        assertEquals(List.of("all"), cpus(job));
        assertTrue(logs(job, "cpus: 0,4"));
    }

    @Test
    void affinityCanBeTurnedOff() {
        assertEquals(List.of("all"), cpus(job(1, "{\"cpu-affinity\":\"off\"}")));
    }

    @Test
    void coresThatTheHostDoesNotHaveTurnItOff() {
        ShellHarness job = job(5, "{}");
        assertEquals(List.of("all", "all", "all", "all", "all"), cpus(job));
        assertTrue(logs(job, "unable to get cpuset for cores 0-4. Disabling affinity"));
    }

    @Test
    void aMapThatIsNoneEndsTheJob() {
        ShellHarness job = job(1, "{\"cpu-affinity\":\"map:0x0\"}");
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
        assertTrue(logs(job, "cpuset 0x0 contains no cores or is invalid"));
    }

    @Test
    void aJobWithoutGpusSeesNone() {
        assertEquals("-1", first(job(1, "{}")).env().get("CUDA_VISIBLE_DEVICES"));
        assertEquals("PCI_BUS_ID", first(job(1, "{}")).env().get("CUDA_DEVICE_ORDER"));
    }

    @Test
    void gpusMayBeNamed() {
        ShellHarness job = job(2, "{\"gpu-affinity\":\"map:7;4-6\"}");
        assertEquals("7", first(job).env().get("CUDA_VISIBLE_DEVICES"));
        assertEquals(
                "4,5,6",
                job.nodes.getFirst().processes.started().get(1).env().get("CUDA_VISIBLE_DEVICES"));
    }

    @Test
    void theHardwareIsDescribedInAFile() throws IOException {
        ShellHarness job = job(1, "{\"hwloc\":{\"xmlfile\":1}}");
        Path file = Path.of(first(job).env().get("HWLOC_XMLFILE"));
        assertEquals(rundir.resolve("jobtmp-0-ƒdeyF7V/hwloc.xml"), file);
        assertEquals("<topology/>", Files.readString(file));
    }
}
