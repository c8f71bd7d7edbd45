package fluxj.platform.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.platform.topology.HostTopology.Core;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class SysfsTopologyTest {
    @TempDir Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private void cpu(int cpu, int packageId, int core, String siblings) throws IOException {
        String topology = "sys/devices/system/cpu/cpu" + cpu + "/topology/";
        write(topology + "physical_package_id", Integer.toString(packageId));
        write(topology + "core_id", Integer.toString(core));
        write(topology + "core_cpus_list", siblings);
    }

    private void twoPackages() throws IOException {
        write("proc/sys/kernel/hostname", "a0");
        write("proc/meminfo", "MemTotal:       2048 kB");
        write("sys/devices/system/cpu/online", "0-5");
        cpu(0, 1, 0, "0,4");
        cpu(1, 0, 0, "1,5");
        cpu(2, 1, 1, "2");
        cpu(3, 0, 1, "3,6");
        cpu(4, 1, 0, "0,4");
        cpu(5, 0, 0, "1,5");
    }

    @Test
    void coresAreNumberedByPackage() throws IOException {
        twoPackages();
        HostTopology host = new SysfsTopology(root).read();

        assertEquals(
                List.of("1,5", "3", "0,4", "2"),
                host.cores().stream().map(core -> core.cpus().toString()).toList());
        assertEquals(List.of(0, 0, 1, 1), host.cores().stream().map(Core::packageId).toList());
        assertEquals("a0", host.hostname());
        assertEquals(1, host.numaNodes().size());
        assertEquals(2048 * 1024, host.numaNodes().getFirst().bytes());
        assertEquals(0, host.gpus());
    }

    @Test
    void memoriesAndGpusAreFound() throws IOException {
        twoPackages();
        write("sys/devices/system/node/online", "0-2");
        write("sys/devices/system/node/node0/cpulist", "1,3,5");
        write("sys/devices/system/node/node0/meminfo", "Node 0 MemTotal:       1024 kB");
        write("sys/devices/system/node/node1/cpulist", "0,2,4");
        write("sys/devices/system/node/node1/meminfo", "Node 1 MemTotal:       1024 kB");
        write("sys/devices/system/node/node2/cpulist", "");
        write("sys/devices/system/node/node2/meminfo", "Node 2 MemTotal:       1024 kB");
        write("sys/class/kfd/kfd/topology/nodes/0/properties", "cpu_cores_count 6\nsimd_count 0");
        write("sys/class/kfd/kfd/topology/nodes/1/properties", "simd_count 256");
        Files.createDirectories(root.resolve("proc/driver/nvidia/gpus/0000:01:00.0"));
        HostTopology host = new SysfsTopology(root).read();

        assertEquals(
                List.of("1,3,5", "0,2,4"),
                host.numaNodes().stream().map(node -> node.cpus().toString()).toList());
        assertEquals(2, host.gpus());
    }

    @Test
    void theKernelTellsWhichCpusAreAllowed() throws IOException {
        write("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0,2-3");
        assertEquals("0,2-3", new SysfsTopology(root).affinity().toString());
        write("proc/self/status", "Name:\tx");
        assertThrows(IOException.class, () -> new SysfsTopology(root).affinity());
    }

    @Test
    void thisHostHasCores() throws IOException {
        SysfsTopology here = new SysfsTopology(Path.of("/"));
        assertFalse(here.read().restrictedTo(here.affinity()).cores().isEmpty());
    }
}
