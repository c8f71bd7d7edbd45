package fluxj.cli.resource;

import fluxj.cli.format.OutputFormat;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The lines of `resource list`: nodes that differ in state, properties or queue, as far as these
/// are shown. Pure.
final class ListTable {
    private static final Set<String> DISTINCT =
            new TreeSet<>(List.of("state", "properties", "propertiesx", "queue"));

    private final SchedNodes nodes;
    private final List<String> states;
    private final Set<String> named;
    private final JsonObject queues;

    /// @param wanted the queues to name; empty for all that are not hidden
    ListTable(SchedNodes nodes, List<String> states, Set<String> wanted, Set<String> hidden) {
        this.nodes = nodes;
        this.states = states;
        queues = nodes.config().object("queues").orElse(JsonObject.EMPTY);
        named = new LinkedHashSet<>(wanted);
        if (wanted.isEmpty()) {
            named.addAll(queues.keys());
            named.removeAll(hidden);
        }
    }

    List<ListLine> lines(OutputFormat format) {
        Map<String, ListLine> lines = new LinkedHashMap<>();
        for (String state : states) {
            ResourceSet set = nodes.in(state);
            if (set.isEmpty()) {
                queuesOfNothing().forEach(queue -> add(lines, format, line(state, set, queue)));
            }
            byProperties(set)
                    .forEach(part -> add(lines, format, line(state, part, Optional.empty())));
        }
        return lines.values().stream()
                .sorted(
                        Comparator.<ListLine>comparingInt(line -> states.indexOf(line.state()))
                                .thenComparingInt(
                                        line ->
                                                line.nodes()
                                                        .ranks()
                                                        .first()
                                                        .orElse(Integer.MAX_VALUE)))
                .toList();
    }

    private List<Optional<String>> queuesOfNothing() {
        List<Optional<String>> names = new ArrayList<>();
        named.forEach(queue -> names.add(Optional.of(queue)));
        return names.isEmpty() ? List.of(Optional.empty()) : names;
    }

    private ListLine line(String state, ResourceSet set, Optional<String> queue) {
        return new ListLine(state, set, queue, queues, named);
    }

    /// Parts whose nodes have the same properties.
    private static List<ResourceSet> byProperties(ResourceSet set) {
        Map<Integer, StringBuilder> names = new TreeMap<>();
        set.ranks().forEach(rank -> names.put(rank, new StringBuilder()));
        set.properties()
                .forEach(
                        (name, ranks) ->
                                ranks.forEach(
                                        rank ->
                                                names.computeIfAbsent(
                                                                rank, _ -> new StringBuilder())
                                                        .append(name)
                                                        .append('\n')));
        Map<String, Idset.Builder> groups = new LinkedHashMap<>();
        names.forEach(
                (rank, all) ->
                        groups.computeIfAbsent(all.toString(), _ -> Idset.builder()).add(rank));
        return groups.values().stream().map(ranks -> set.only(ranks.build())).toList();
    }

    private static void add(Map<String, ListLine> lines, OutputFormat format, ListLine line) {
        StringBuilder key = new StringBuilder();
        Set<String> fields = format.fields();
        if (fields.size() > 1 || fields.contains("state")) {
            for (String field : fields) {
                if (DISTINCT.contains(field)) {
                    key.append(line.field(field)).append(':');
                }
            }
        }
        lines.merge(key.toString(), line, ListLine::with);
    }
}
