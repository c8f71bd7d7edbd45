package fluxj.cli.resource;

import fluxj.cli.format.FieldItem;
import fluxj.format.Hostlist;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A line of `resource list`.
///
/// @param ofQueue the queue of a line without nodes
/// @param queues the configured queues
/// @param named the queues to name
record ListLine(
        String state,
        ResourceSet nodes,
        Optional<String> ofQueue,
        JsonObject queues,
        Set<String> named)
        implements FieldItem {
    /// The headings of what may be shown.
    static final Map<String, String> HEADINGS =
            Map.of(
                    "state", "STATE",
                    "queue", "QUEUE",
                    "properties", "PROPERTIES",
                    "propertiesx", "PROPERTIES",
                    "nnodes", "NNODES",
                    "ncores", "NCORES",
                    "ngpus", "NGPUS",
                    "ranks", "RANKS",
                    "nodelist", "NODELIST",
                    "rlist", "LIST");

    ListLine with(ListLine other) {
        return new ListLine(state, nodes.union(other.nodes), ofQueue, queues, named);
    }

    @Override
    public JsonValue field(String name) {
        return switch (name) {
            case "state" -> JsonValue.of(state);
            case "queue" -> JsonValue.of(queue());
            case "properties" -> JsonValue.of(String.join(",", nodes.properties().keySet()));
            case "propertiesx" -> JsonValue.of(otherProperties());
            case "nnodes" -> JsonValue.of(nodes.size());
            case "ncores" -> JsonValue.of(nodes.count(NodeResources.CORE));
            case "ngpus" -> JsonValue.of(nodes.count(NodeResources.GPU));
            case "ranks" -> JsonValue.of(nodes.ranks().toString());
            case "nodelist" -> JsonValue.of(nodes.hosts().orElse(Hostlist.EMPTY).toString());
            case "rlist" -> JsonValue.of(nodes.toString());
            default -> JsonValue.of("");
        };
    }

    /// Those that are no queue's name.
    private String otherProperties() {
        List<String> names = new ArrayList<>(nodes.properties().keySet());
        names.removeAll(queues.keys());
        return String.join(",", names);
    }

    private String queue() {
        if (ofQueue.isPresent()) {
            return ofQueue.get();
        }
        List<String> names = new ArrayList<>();
        if (!nodes.isEmpty()) {
            for (String queue : queues.keys()) {
                List<String> required =
                        NodeSelection.requires(queues.object(queue).orElse(JsonObject.EMPTY));
                if (named.contains(queue) && nodes.properties().keySet().containsAll(required)) {
                    names.add(queue);
                }
            }
        }
        return String.join(",", names);
    }
}
