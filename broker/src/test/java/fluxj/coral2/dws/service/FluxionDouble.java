package fluxj.coral2.dws.service;

import fluxj.coral2.dws.rabbits.MappingFile;
import fluxj.coral2.dws.rabbits.RabbitGraph;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Reactor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What Fluxion 0.54 answers to the service. It matches nothing.
final class FluxionDouble {
    private static final long NANOS = 1_000_000_000L;

    private final Reactor reactor;
    private final List<String> told = new ArrayList<>();
    private long loaded = -3600 * NANOS;
    private boolean there = true;

    FluxionDouble(Reactor reactor) {
        this.reactor = reactor;
    }

    /// An R with a graph of two rabbits of two SSDs, each with two nodes.
    static JsonObject resources() {
        JsonObject r =
                JsonObject.parse(
                        """
                        {"version": 1, "execution": {
                          "R_lite": [{"rank": "0-3", "children": {"core": "0"}}],
                          "nodelist": ["node[0-3]"]}}
                        """);
        MappingFile mapping =
                MappingFile.of(
                        JsonObject.parse(
                                """
                                {"computes": {"node0": "rabbit0", "node1": "rabbit0",
                                              "node2": "rabbit1", "node3": "rabbit1"},
                                 "rabbits": {
                                   "rabbit0": {"capacity": 39582418599936, "hostlist": "node[0-1]"},
                                   "rabbit1": {"capacity": 39582418599936, "hostlist": "node[2-3]"}
                                 }}
                                """));
        List<JsonValue> vertices = new ArrayList<>();
        new RabbitGraph(r, mapping, new RabbitGraph.Drawing("cl", 2, ""))
                .forEach(vertex -> vertices.add(JsonObject.of("metadata", vertex.metadata())));
        return r.with(
                "scheduling",
                JsonObject.of("graph", JsonObject.of("nodes", new JsonArray(vertices))));
    }

    /// It is loaded, again where it was there.
    void load() {
        there = true;
        loaded = reactor.nanoTime();
        told.clear();
    }

    void unload() {
        there = false;
        told.clear();
    }

    /// What it was told since it was loaded, or since that was last cleared.
    List<String> told() {
        return told;
    }

    /// Nothing where it is not there.
    Optional<JsonObject> reply(String method, JsonObject body) {
        if (!there) {
            return Optional.empty();
        }
        return switch (method) {
            case "set_property", "remove_property", "set_status" -> {
                told.add(method + " " + body);
                yield Optional.of(JsonObject.EMPTY);
            }
            case "stats-get" ->
                    Optional.of(
                            JsonObject.builder()
                                    .put("V", 15)
                                    .put("graph-uptime", (reactor.nanoTime() - loaded) / NANOS)
                                    .build());
            default -> Optional.empty();
        };
    }
}
