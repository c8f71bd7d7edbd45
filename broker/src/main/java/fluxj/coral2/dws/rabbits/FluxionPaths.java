package fluxj.coral2.dws.rabbits;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Where Fluxion's resource graph has nodes and rabbits (spec coral2 4.8.1).
///
/// @param nodes the path of each node by its host
/// @param rabbits each rabbit's chassis by its name
/// @param withStorage whether the graph has rabbits, so that storage is allocated with nodes
public record FluxionPaths(
        Map<String, String> nodes, Map<String, Chassis> rabbits, boolean withStorage) {
    private static final int USUAL_SSDS = 36;

    /// What a rabbit and its nodes are in.
    ///
    /// @param ssds how many it has to allocate
    public record Chassis(String path, int ssds) {
        /// The path of one of them.
        public String ssd(int number) {
            return path + "/ssd" + number;
        }
    }

    /// The paths in a graph that Fluxion makes of a plain R.
    ///
    /// @param exclude hosts or ranks that Fluxion does not see, empty for none
    public static FluxionPaths plain(RabbitMapping mapping, Hostlist instance, String exclude) {
        Hostlist excluded = excluded(instance, exclude);
        Map<String, String> nodes = new LinkedHashMap<>();
        for (String host : mapping.computes().keySet()) {
            if (instance.contains(host) && !excluded.contains(host)) {
                nodes.put(host, "/cluster0/" + host);
            }
        }
        return new FluxionPaths(nodes, Map.of(), false);
    }

    /// What is neither is nobody.
    private static Hostlist excluded(Hostlist instance, String exclude) {
        try {
            return instance.select(Idset.parse(exclude));
        } catch (FormatException e) {
            try {
                return Hostlist.parse(exclude);
            } catch (FormatException neither) {
                return Hostlist.EMPTY;
            }
        }
    }

    /// The paths in the graph of an R; nothing when it has none.
    public static Optional<FluxionPaths> ofGraph(JsonObject resources) {
        return resources
                .object("scheduling")
                .flatMap(scheduling -> scheduling.object("graph"))
                .flatMap(graph -> graph.array("nodes"))
                .map(FluxionPaths::ofVertices);
    }

    private static FluxionPaths ofVertices(JsonArray vertices) {
        Map<String, String> nodes = new LinkedHashMap<>();
        Map<String, Chassis> rabbits = new LinkedHashMap<>();
        for (JsonValue vertex : vertices) {
            if (!(vertex instanceof JsonObject object)) {
                continue;
            }
            JsonObject metadata = object.object("metadata").orElse(JsonObject.EMPTY);
            JsonObject properties = metadata.object("properties").orElse(JsonObject.EMPTY);
            String path =
                    metadata.object("paths").flatMap(paths -> paths.text("containment")).orElse("");
            switch (metadata.text("type").orElse("")) {
                case "chassis", "rack" ->
                        properties
                                .text("rabbit")
                                .ifPresent(
                                        rabbit ->
                                                rabbits.put(
                                                        rabbit,
                                                        new Chassis(path, ssds(properties))));
                case "node" -> metadata.text("name").ifPresent(name -> nodes.put(name, path));
                default -> {}
            }
        }
        return new FluxionPaths(nodes, rabbits, true);
    }

    private static int ssds(JsonObject properties) {
        String count = properties.text("ssdcount").orElse("");
        return count.matches("\\d{1,6}") ? Integer.parseInt(count) : USUAL_SSDS;
    }

    /// The paths of those hosts that have one.
    public JsonArray of(Iterable<String> hosts) {
        Map<String, JsonValue> paths = new LinkedHashMap<>();
        for (String host : hosts) {
            String path = nodes.get(host);
            if (path != null) {
                paths.put(host, JsonValue.of(path));
            }
        }
        return new JsonArray(paths.values().stream().toList());
    }
}
