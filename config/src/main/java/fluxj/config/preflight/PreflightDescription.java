package fluxj.config.preflight;

import fluxj.config.tables.BootstrapConfig;
import fluxj.config.tables.HostEntry;
import fluxj.config.tables.HostTable;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.format.Topology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Describes an instance: its size, its tree, and what each host binds and connects to. Hosts that
/// are alike share a line.
final class PreflightDescription {
    private final HostTable table;
    private final Topology topology;
    private final String topo;

    /// What makes two ranks alike.
    private record Group(HostEntry entry, int parent, int level, boolean hasChildren) {}

    PreflightDescription(HostTable table, Topology topology, String topo) {
        this.table = table;
        this.topology = topology;
        this.topo = topo;
    }

    void describe(Hostlist only, List<String> facts, List<String> problems) {
        int widest = 0;
        for (int rank = 0; rank < table.size(); rank++) {
            widest = Math.max(widest, topology.childCount(rank));
        }
        facts.add("size: " + table.size());
        facts.add("hosts: " + table.hosts());
        facts.add(
                "topology: "
                        + topo
                        + ", "
                        + (topology.maxLevel() + 1)
                        + " levels, fan-out up to "
                        + widest
                        + ", ranks with children: "
                        + (widest == 0 ? "none" : topology.interiorRanks()));
        if (only.isEmpty()) {
            describeGroups(facts);
        } else {
            describeHosts(only, facts, problems);
        }
    }

    private void describeGroups(List<String> facts) {
        Map<Group, Idset.Builder> groups = new LinkedHashMap<>();
        for (int rank = 0; rank < table.size(); rank++) {
            Group group =
                    new Group(
                            table.entry(rank),
                            topology.parent(rank).orElse(-1),
                            topology.level(rank),
                            topology.childCount(rank) > 0);
            groups.computeIfAbsent(group, _ -> Idset.builder()).add(rank);
        }
        groups.forEach((_, ranks) -> facts.add(line(ranks.build())));
    }

    private void describeHosts(Hostlist only, List<String> facts, List<String> problems) {
        for (String host : only) {
            OptionalInt rank = table.find(host);
            if (rank.isPresent()) {
                facts.add(line(Idset.of(rank.getAsInt())));
            } else {
                problems.add(BootstrapConfig.PREFIX + host + " not found in hosts");
            }
        }
    }

    private String line(Idset ranks) {
        int first = ranks.first().orElseThrow();
        boolean alone = ranks.size() == 1;
        StringBuilder text = new StringBuilder(alone ? "rank " : "ranks ");
        text.append(ranks).append(" (").append(table.hosts().select(ranks)).append("): ");
        if (topology.childCount(first) == 0) {
            text.append("no children, binds nothing");
        } else {
            text.append("binds ").append(table.bind(first).orElse("nothing"));
            text.append(alone ? "" : " and the like").append(", reached at ");
            text.append(table.connect(first).orElse("no URI"));
            text.append(alone ? "" : " and the like");
        }
        OptionalInt parent = topology.parent(first);
        if (parent.isPresent()) {
            text.append(", connects to ").append(table.host(parent.getAsInt())).append(" at ");
            text.append(table.connect(parent.getAsInt()).orElse("no URI"));
        }
        return text.toString();
    }
}
