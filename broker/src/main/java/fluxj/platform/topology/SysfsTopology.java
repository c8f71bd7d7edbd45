package fluxj.platform.topology;

import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.platform.topology.HostTopology.Core;
import fluxj.platform.topology.HostTopology.NumaNode;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what the kernel says of the host below `/sys` and `/proc`. Slow work, not for the reactor.
final class SysfsTopology {
    private static final long KIB = 1024;

    private final Path root;

    /// @param root what `sys` and `proc` are below
    public SysfsTopology(Path root) {
        this.root = root;
    }

    /// The whole host.
    ///
    /// @throws IOException when the kernel tells nothing of its cpus
    public HostTopology read() throws IOException {
        Path cpus = root.resolve("sys/devices/system/cpu");
        Idset online = ids(text(cpus.resolve("online")));
        Map<Idset, Core> cores = new LinkedHashMap<>();
        for (int cpu : online.stream().toArray()) {
            Path topology = cpus.resolve("cpu" + cpu).resolve("topology");
            Idset siblings = siblings(topology, cpu).intersect(online);
            cores.putIfAbsent(
                    siblings,
                    new Core(
                            number(topology.resolve("physical_package_id"), 0),
                            number(topology.resolve("core_id"), cpu),
                            siblings));
        }
        List<Core> sorted = new ArrayList<>(cores.values());
        sorted.sort(
                Comparator.comparingInt(Core::packageId)
                        .thenComparingInt(core -> core.cpus().first().orElse(0)));
        return new HostTopology(
                hostname(),
                System.getProperty("os.arch", "").replace("amd64", "x86_64"),
                numaNodes(online),
                sorted,
                gpus());
    }

    /// The name of the host.
    ///
    /// @throws IOException when the kernel does not tell
    public String hostname() throws IOException {
        return text(root.resolve("proc/sys/kernel/hostname"));
    }

    /// The cpus that this process may run on.
    ///
    /// @throws IOException when the kernel does not tell
    public Idset affinity() throws IOException {
        for (String line : Files.readAllLines(root.resolve("proc/self/status"))) {
            if (line.startsWith("Cpus_allowed_list:")) {
                return ids(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        throw new IOException("/proc/self/status does not tell which cpus are allowed");
    }

    private static Idset siblings(Path topology, int cpu) throws IOException {
        for (String file : List.of("core_cpus_list", "thread_siblings_list")) {
            if (Files.exists(topology.resolve(file))) {
                return ids(text(topology.resolve(file)));
            }
        }
        return Idset.of(cpu);
    }

    private List<NumaNode> numaNodes(Idset online) throws IOException {
        Path nodes = root.resolve("sys/devices/system/node");
        List<NumaNode> found = new ArrayList<>();
        if (Files.exists(nodes.resolve("online"))) {
            for (int node : ids(text(nodes.resolve("online"))).stream().toArray()) {
                Path folder = nodes.resolve("node" + node);
                Idset near = ids(text(folder.resolve("cpulist"))).intersect(online);
                if (!near.isEmpty()) {
                    found.add(new NumaNode(node, near, memory(folder.resolve("meminfo"))));
                }
            }
        }
        return found.isEmpty()
                ? List.of(new NumaNode(0, online, memory(root.resolve("proc/meminfo"))))
                : found;
    }

    /// The line `MemTotal: 123 kB`, with or without `Node 0` before it.
    private static long memory(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            int at = line.indexOf("MemTotal:");
            if (at >= 0) {
                String[] words = line.substring(at).split("\\s+", -1);
                return Long.parseLong(words[1]) * KIB;
            }
        }
        return 0;
    }

    /// AMD's GPUs are the nodes of its compute driver that have vector units, NVIDIA's are listed
    /// by its driver.
    private int gpus() throws IOException {
        int count = 0;
        for (Path node : children(root.resolve("sys/class/kfd/kfd/topology/nodes"))) {
            Path properties = node.resolve("properties");
            if (Files.exists(properties)) {
                for (String line : Files.readAllLines(properties)) {
                    count += line.startsWith("simd_count ") && !line.endsWith(" 0") ? 1 : 0;
                }
            }
        }
        return count + children(root.resolve("proc/driver/nvidia/gpus")).size();
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(found::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        found.sort(null);
        return found;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static int number(Path file, int otherwise) throws IOException {
        return Files.exists(file) ? Math.max(0, parsed(text(file))) : otherwise;
    }

    private static int parsed(String text) throws IOException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new IOException("no number: " + text);
        }
    }

    private static Idset ids(String list) throws IOException {
        try {
            return Idset.parse(list);
        } catch (FormatException e) {
            throw new IOException("no list of cpus: " + e.getMessage());
        }
    }
}
