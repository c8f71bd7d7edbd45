package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.json.RecordCodec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The nodes of R for a graph of resources: each with what it has, in the order in which R names
/// that.
final class GraphNodes {
    /// A node.
    ///
    /// @param rank where its host stands in R
    /// @param children ids by type, in the order of R
    /// @param properties names, each with an empty text
    record Node(String host, int rank, Map<String, Idset> children, JsonObject properties) {}

    private record R(Execution execution) {}

    private record Execution(
            @Key("R_lite") List<Entry> entries,
            List<String> nodelist,
            Optional<Map<String, String>> properties) {}

    private record Entry(String rank, Map<String, String> children) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Node> byHost = new LinkedHashMap<>();

    private GraphNodes() {}

    /// Reads R (RFC 20).
    ///
    /// @throws FluxException EPROTO naming what is missing or of the wrong type
    static GraphNodes of(JsonObject r) {
        try {
            GraphNodes nodes = new GraphNodes();
            nodes.add(RecordCodec.decode(R.class, r).execution());
            return nodes;
        } catch (JsonException | FormatException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private void add(Execution execution) {
        SortedMap<Integer, Map<String, Idset>> children = new TreeMap<>();
        for (Entry entry : execution.entries()) {
            Map<String, Idset> ids = new LinkedHashMap<>();
            entry.children().forEach((type, text) -> ids.put(type, Idset.parse(text)));
            Map<String, Idset> shared = Collections.unmodifiableMap(ids);
            Idset.parse(entry.rank()).forEach(rank -> children.put(rank, shared));
        }
        Map<Integer, JsonObject.Builder> properties = new TreeMap<>();
        execution
                .properties()
                .orElse(Map.of())
                .forEach(
                        (name, ranks) ->
                                Idset.parse(ranks)
                                        .forEach(
                                                rank ->
                                                        properties
                                                                .computeIfAbsent(
                                                                        rank,
                                                                        _ -> JsonObject.builder())
                                                                .put(name, "")));
        List<String> hosts = new ArrayList<>();
        execution.nodelist().forEach(list -> hosts.addAll(Hostlist.parse(list).toList()));
        if (hosts.size() != children.size()) {
            throw malformed(children.size() + " ranks on " + hosts.size() + " hosts");
        }
        int at = 0;
        for (Map.Entry<Integer, Map<String, Idset>> each : children.entrySet()) {
            JsonObject.Builder own = properties.get(each.getKey());
            Node node =
                    new Node(
                            hosts.get(at++),
                            each.getKey(),
                            each.getValue(),
                            own == null ? JsonObject.EMPTY : own.build());
            nodes.add(node);
            byHost.putIfAbsent(node.host(), node);
        }
    }

    private static FluxException malformed(String why) {
        return new FluxException(Errno.EPROTO, "malformed R: " + why);
    }

    /// All of them; several when brokers share a host.
    List<Node> all() {
        return Collections.unmodifiableList(nodes);
    }

    /// The first node of a host.
    @Nullable Node on(String host) {
        return byHost.get(host);
    }

    /// Hosts that a configuration keeps from the scheduler: places in R, or hosts.
    ///
    /// @throws FluxException EINVAL when it is neither
    Hostlist excluded(String exclude) {
        Hostlist hosts = Hostlist.of(nodes.stream().map(Node::host).toList());
        try {
            return hosts.select(Idset.parse(exclude).intersect(Idset.upTo(hosts.size())));
        } catch (FormatException _) {
            try {
                return Hostlist.parse(exclude);
            } catch (FormatException e) {
                throw new FluxException(
                        Errno.EINVAL, "resource.exclude: " + exclude + ": " + e.getMessage());
            }
        }
    }
}
