package fluxj.platform.topology;

import fluxj.format.Idset;
import fluxj.platform.topology.HostTopology.Core;
import fluxj.platform.topology.HostTopology.NumaNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Writes a host in the XML of hwloc 2, which job shells and flux-core's tools read: machine,
/// packages, memory, cores, hardware threads and GPUs.
final class HwlocXmlWriter {
    private static final int WORD = 32;
    private static final long PAGE = 4096;

    private final HostTopology host;
    private final StringBuilder out = new StringBuilder();
    private int lastObject;
    private int depth = 1;

    private HwlocXmlWriter(HostTopology host) {
        this.host = host;
    }

    /// The document.
    public static String write(HostTopology host) {
        HwlocXmlWriter writer = new HwlocXmlWriter(host);
        writer.document();
        return writer.out.toString();
    }

    private void document() {
        out.append(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE topology SYSTEM "hwloc2.dtd">
                <topology version="2.0">
                """);
        Idset all = host.cpus();
        open("Machine", 0, all, "allowed");
        info("Backend", "Linux");
        info("OSName", "Linux");
        info("HostName", host.hostname());
        info("Architecture", host.machine());
        info("ProcessName", "fluxj");
        Map<Integer, List<Core>> packages = new LinkedHashMap<>();
        host.cores()
                .forEach(
                        core ->
                                packages.computeIfAbsent(core.packageId(), _ -> new ArrayList<>())
                                        .add(core));
        List<NumaNode> left =
                packages.size() > 1 ? memory(host.numaNodes(), all) : host.numaNodes();
        packages.forEach((id, cores) -> packageOf(id, cores, left));
        gpus();
        close();
        out.append("</topology>\n");
    }

    private void packageOf(int id, List<Core> cores, List<NumaNode> nodes) {
        Idset cpus = cpusOf(cores);
        open("Package", id, cpus, "");
        List<NumaNode> within =
                nodes.stream().filter(node -> cpus.containsAll(node.cpus())).toList();
        List<NumaNode> parts = memory(within, cpus);
        List<Core> left = new ArrayList<>(cores);
        for (NumaNode part : parts) {
            List<Core> near =
                    left.stream().filter(core -> part.cpus().containsAll(core.cpus())).toList();
            if (near.isEmpty()) {
                continue;
            }
            open("Group", -1, part.cpus(), "");
            memory(List.of(part), part.cpus());
            near.forEach(this::core);
            close();
            left.removeAll(near);
        }
        left.forEach(this::core);
        close();
    }

    /// Writes the memories that belong to all of these cpus and gives the others.
    private List<NumaNode> memory(List<NumaNode> nodes, Idset cpus) {
        List<NumaNode> others = new ArrayList<>();
        for (NumaNode node : nodes) {
            if (!node.cpus().equals(cpus)) {
                others.add(node);
                continue;
            }
            start("NUMANode", node.id(), node.cpus());
            attribute("local_memory", Long.toString(node.bytes()));
            out.append(">\n");
            depth++;
            indent().append("<page_type size=\"").append(PAGE).append("\" count=\"");
            out.append(node.bytes() / PAGE).append("\"/>\n");
            close();
        }
        return others;
    }

    private void core(Core core) {
        open("Core", core.id(), core.cpus(), "");
        core.cpus()
                .forEach(
                        cpu -> {
                            start("PU", cpu, Idset.of(cpu));
                            out.append("/>\n");
                        });
        close();
    }

    /// Each below a PCI device of its own, which is how its users count them.
    private void gpus() {
        if (host.gpus() == 0) {
            return;
        }
        indent().append("<object type=\"Bridge\"").append(nextObject());
        out.append(" bridge_type=\"0-1\" depth=\"0\" bridge_pci=\"0000:[00-ff]\">\n");
        depth++;
        for (int i = 0; i < host.gpus(); i++) {
            String bus = "0000:%02x:00.0".formatted(i + 1);
            indent().append("<object type=\"PCIDev\"").append(nextObject());
            out.append(" pci_busid=\"").append(bus);
            out.append("\" pci_type=\"0302 [0000:0000] [0000:0000] 00\" pci_link_speed=\"0.0\">\n");
            depth++;
            indent().append("<object type=\"OSDev\"").append(nextObject());
            out.append(" name=\"gpu").append(i);
            out.append("\" subtype=\"RSMI\" osdev_type=\"1\">\n");
            depth++;
            info("Backend", "RSMI");
            close();
            close();
        }
        close();
    }

    private static Idset cpusOf(List<Core> cores) {
        Idset.Builder cpus = Idset.builder();
        cores.forEach(core -> core.cpus().forEach(cpus::add));
        return cpus.build();
    }

    private void open(String type, int index, Idset cpus, String more) {
        start(type, index, cpus);
        if (!more.isEmpty()) {
            attribute(more + "_cpuset", mask(cpus));
            attribute(more + "_nodeset", mask(nodesOf(cpus)));
        }
        if (type.equals("Group")) {
            attribute("kind", "0");
            attribute("subkind", "0");
        }
        out.append(">\n");
        depth++;
    }

    private void start(String type, int index, Idset cpus) {
        indent().append("<object");
        attribute("type", type);
        if (index >= 0) {
            attribute("os_index", Integer.toString(index));
        }
        attribute("cpuset", mask(cpus));
        attribute("complete_cpuset", mask(cpus));
        Idset nodes = type.equals("NUMANode") ? Idset.of(index) : nodesOf(cpus);
        attribute("nodeset", mask(nodes));
        attribute("complete_nodeset", mask(nodes));
        out.append(nextObject());
    }

    private Idset nodesOf(Idset cpus) {
        Idset.Builder nodes = Idset.builder();
        for (NumaNode node : host.numaNodes()) {
            if (!node.cpus().intersect(cpus).isEmpty()) {
                nodes.add(node.id());
            }
        }
        return nodes.build();
    }

    private String nextObject() {
        return " gp_index=\"" + ++lastObject + '"';
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
    }

    private void info(String name, String value) {
        indent().append("<info");
        attribute("name", name);
        attribute("value", value);
        out.append("/>\n");
    }

    private void close() {
        depth--;
        indent().append("</object>\n");
    }

    private StringBuilder indent() {
        return out.repeat(' ', 2 * depth);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /// hwloc's form of a set: words of 32 bits, the highest first.
    static String mask(Idset ids) {
        OptionalInt last = ids.last();
        int words = last.isEmpty() ? 1 : last.getAsInt() / WORD + 1;
        int[] bits = new int[words];
        ids.forEach(id -> bits[id / WORD] |= 1 << id % WORD);
        StringBuilder text = new StringBuilder();
        for (int word = words - 1; word >= 0; word--) {
            text.append(text.isEmpty() ? "" : ",").append("0x%08x".formatted(bits[word]));
        }
        return text.toString();
    }
}
