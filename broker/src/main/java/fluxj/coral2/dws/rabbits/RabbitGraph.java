package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/// The graph of an instance with rabbits, for a scheduler that knows of them: chassis, in each the
/// SSDs of its rabbit and the nodes that hang on it, and then all other nodes (spec coral2 4.12). A
/// machine has a million vertices, so they are told one by one.
public final class RabbitGraph {
    private static final int GIB_BITS = 30;

    /// A vertex.
    ///
    /// @param id counted from 0
    /// @param parent whose edge leads to it; empty for the root
    /// @param metadata what it is
    public record Vertex(long id, OptionalLong parent, JsonObject metadata) {}

    /// How the graph is drawn.
    ///
    /// @param cluster the name of its root
    /// @param ssds into how many pieces a rabbit's storage is divided
    /// @param exclude `resource.exclude` of the instance, empty for nothing
    public record Drawing(String cluster, int ssds, String exclude) {}

    private final GraphNodes nodes;
    private final MappingFile mapping;
    private final Drawing drawing;
    private final Set<String> excluded;

    /// The graph of R and of the rabbits in a mapping file.
    ///
    /// @throws FluxException EPROTO when R makes no sense, EINVAL when the exclusion does not
    public RabbitGraph(JsonObject r, MappingFile mapping, Drawing drawing) {
        this.nodes = GraphNodes.of(r);
        this.mapping = mapping;
        this.drawing = drawing;
        this.excluded = new HashSet<>(nodes.excluded(drawing.exclude()).toList());
    }

    /// The hosts of the mapping that R does not have, in the order of the mapping.
    public List<String> missing() {
        return mapping.computeTable().keySet().stream()
                .filter(host -> nodes.on(host) == null)
                .toList();
    }

    /// Tells of all vertices, each after its parent.
    ///
    /// @throws FluxException EPROTO when the mapping does not say what a rabbit has
    public void forEach(Consumer<Vertex> to) {
        new Walk(to).cluster();
    }

    /// One telling.
    private final class Walk {
        private final Consumer<Vertex> to;
        private long count;

        Walk(Consumer<Vertex> to) {
            this.to = to;
        }

        void cluster() {
            String path = "/" + drawing.cluster();
            long root =
                    add(
                            OptionalLong.empty(),
                            vertex("cluster").put("name", drawing.cluster()),
                            path);
            int chassis = 0;
            for (Map.Entry<String, MappingFile.Rabbit> rabbit : mapping.rabbitTable().entrySet()) {
                chassis(root, path, chassis++, rabbit);
            }
            Set<String> placed = new LinkedHashSet<>(mapping.computeTable().keySet());
            placed.addAll(mapping.rabbitTable().keySet());
            for (GraphNodes.Node node : nodes.all()) {
                if (!placed.contains(node.host()) && !excluded.contains(node.host())) {
                    node(root, path, node);
                }
            }
        }

        private void chassis(
                long root, String above, int id, Map.Entry<String, MappingFile.Rabbit> rabbit) {
            String name = rabbit.getKey();
            String path = above + "/chassis" + id;
            JsonObject properties =
                    JsonObject.builder()
                            .put("rabbit", name)
                            .put("ssdcount", Integer.toString(drawing.ssds()))
                            .build();
            long chassis =
                    add(
                            OptionalLong.of(root),
                            vertex("chassis").put("id", id).put("properties", properties),
                            path);
            ssds(chassis, path, capacityOf(name, rabbit.getValue()));
            for (String host : rabbit.getValue().hosts()) {
                GraphNodes.Node node = nodes.on(host);
                if (node != null && !excluded.contains(host)) {
                    node(chassis, path, node);
                }
            }
            GraphNodes.Node own = nodes.on(name);
            if (own != null) {
                place(chassis, path, own, vertex("storage_node"), true);
            }
        }

        private void ssds(long chassis, String above, long capacity) {
            for (int i = 0; i < drawing.ssds(); i++) {
                JsonObject.Builder ssd =
                        vertex("ssd")
                                .put("unit", "GiB")
                                .put("size", (capacity / drawing.ssds()) >> GIB_BITS)
                                .put("paths", paths(above + "/ssd" + i));
                // Down, until the service has seen the rabbit.
                to.accept(
                        new Vertex(
                                count++, OptionalLong.of(chassis), ssd.put("status", 1).build()));
            }
        }

        private void node(long parent, String above, GraphNodes.Node node) {
            place(parent, above, node, vertex("node"), false);
        }

        private void place(
                long parent,
                String above,
                GraphNodes.Node node,
                JsonObject.Builder vertex,
                boolean exclusive) {
            String path = above + "/" + node.host();
            vertex.put("name", node.host()).put("rank", node.rank());
            if (exclusive) {
                vertex.put("exclusive", true);
            }
            if (!node.properties().keys().isEmpty()) {
                vertex.put("properties", node.properties());
            }
            OptionalLong self = OptionalLong.of(add(OptionalLong.of(parent), vertex, path));
            node.children()
                    .forEach(
                            (type, ids) ->
                                    ids.forEach(
                                            id ->
                                                    add(
                                                            self,
                                                            vertex(type)
                                                                    .put("id", id)
                                                                    .put("rank", node.rank()),
                                                            path + "/" + type + id)));
        }

        private long add(OptionalLong parent, JsonObject.Builder vertex, String path) {
            to.accept(new Vertex(count, parent, vertex.put("paths", paths(path)).build()));
            return count++;
        }
    }

    private static JsonObject.Builder vertex(String type) {
        return JsonObject.builder().put("type", type);
    }

    private static JsonObject paths(String containment) {
        return JsonObject.of("containment", containment);
    }

    private static long capacityOf(String name, MappingFile.Rabbit rabbit) {
        return rabbit.capacity()
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.EPROTO,
                                        "malformed rabbit mapping: " + name + " has no capacity"));
    }
}
