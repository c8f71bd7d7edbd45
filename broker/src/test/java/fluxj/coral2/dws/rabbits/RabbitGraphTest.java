package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RabbitGraphTest {
    private static final long GIB = 1L << 30;

    private static final JsonObject R =
            JsonObject.parse(
                    """
                    {"version": 1, "execution": {
                      "R_lite": [{"rank": "0-1", "children": {"gpu": "0", "core": "0,2"}},
                                 {"rank": "2,3", "children": {"core": "1"}}],
                      "nodelist": ["c[1-2],x1,r1"],
                      "properties": {"big": "0", "fast": "0-1,3"}}}
                    """);

    private static final MappingFile MAPPING =
            MappingFile.of(
                    JsonObject.parse(
                            """
                            {"computes": {"c2": "r1", "c1": "r2", "c9": "r2"},
                             "rabbits": {"r1": {"capacity": %d, "hostlist": "c2"},
                                         "r2": {"capacity": %d, "hostlist": "c[1,9]"}}}
                            """
                                    .formatted(7 * GIB, GIB)));

    private static RabbitGraph graph(int ssds, String exclude) {
        return new RabbitGraph(R, MAPPING, new RabbitGraph.Drawing("elcap", ssds, exclude));
    }

    /// Each vertex as `PARENT TYPE PATH`, in order.
    private static List<String> outline(RabbitGraph graph) {
        List<String> lines = new ArrayList<>();
        graph.forEach(
                vertex -> {
                    assertEquals(lines.size(), vertex.id());
                    JsonObject metadata = vertex.metadata();
                    String path =
                            metadata.object("paths")
                                    .orElseThrow()
                                    .text("containment")
                                    .orElseThrow();
                    lines.add(
                            (vertex.parent().isPresent() ? vertex.parent().getAsLong() : "-")
                                    + " "
                                    + metadata.text("type").orElseThrow()
                                    + " "
                                    + path);
                });
        return lines;
    }

    @Test
    void chassisComeWithSsdsNodesAndTheRabbitItselfAndThenTheOtherNodes() {
        assertEquals(
                List.of(
                        "- cluster /elcap",
                        "0 chassis /elcap/chassis0",
                        "1 ssd /elcap/chassis0/ssd0",
                        "1 ssd /elcap/chassis0/ssd1",
                        "1 node /elcap/chassis0/c2",
                        "4 gpu /elcap/chassis0/c2/gpu0",
                        "4 core /elcap/chassis0/c2/core0",
                        "4 core /elcap/chassis0/c2/core2",
                        "1 storage_node /elcap/chassis0/r1",
                        "8 core /elcap/chassis0/r1/core1",
                        "0 chassis /elcap/chassis1",
                        "10 ssd /elcap/chassis1/ssd0",
                        "10 ssd /elcap/chassis1/ssd1",
                        "10 node /elcap/chassis1/c1",
                        "13 gpu /elcap/chassis1/c1/gpu0",
                        "13 core /elcap/chassis1/c1/core0",
                        "13 core /elcap/chassis1/c1/core2",
                        "0 node /elcap/x1",
                        "17 core /elcap/x1/core1"),
                outline(graph(2, "")));
    }

    @Test
    void aVertexSaysWhatItIs() {
        List<String> said = new ArrayList<>();
        graph(2, "").forEach(vertex -> said.add(vertex.metadata().toString()));
        assertEquals(
                "{\"type\":\"cluster\",\"name\":\"elcap\",\"paths\":{\"containment\":\"/elcap\"}}",
                said.get(0));
        assertEquals(
                "{\"type\":\"chassis\",\"id\":0,\"properties\":{\"rabbit\":\"r1\",\"ssdcount\":\"2\"},"
                        + "\"paths\":{\"containment\":\"/elcap/chassis0\"}}",
                said.get(1));
        assertEquals(
                "{\"type\":\"ssd\",\"unit\":\"GiB\",\"size\":3,\"paths\":{\"containment\":"
                        + "\"/elcap/chassis0/ssd0\"},\"status\":1}",
                said.get(2));
        assertEquals(
                "{\"type\":\"node\",\"name\":\"c2\",\"rank\":1,\"properties\":{\"fast\":\"\"},"
                        + "\"paths\":{\"containment\":\"/elcap/chassis0/c2\"}}",
                said.get(4));
        assertEquals(
                "{\"type\":\"core\",\"id\":2,\"rank\":1,\"paths\":{\"containment\":"
                        + "\"/elcap/chassis0/c2/core2\"}}",
                said.get(7));
        assertEquals(
                "{\"type\":\"storage_node\",\"name\":\"r1\",\"rank\":3,\"exclusive\":true,"
                        + "\"properties\":{\"fast\":\"\"},\"paths\":{\"containment\":"
                        + "\"/elcap/chassis0/r1\"}}",
                said.get(8));
        assertEquals(
                "{\"type\":\"node\",\"name\":\"c1\",\"rank\":0,\"properties\":{\"big\":\"\","
                        + "\"fast\":\"\"},\"paths\":{\"containment\":\"/elcap/chassis1/c1\"}}",
                said.get(13));
    }

    @Test
    void excludedNodesAreNamedByPlaceOrByHost() {
        List<String> without =
                List.of(
                        "- cluster /elcap",
                        "0 chassis /elcap/chassis0",
                        "1 node /elcap/chassis0/c2",
                        "2 gpu /elcap/chassis0/c2/gpu0",
                        "2 core /elcap/chassis0/c2/core0",
                        "2 core /elcap/chassis0/c2/core2",
                        "1 storage_node /elcap/chassis0/r1",
                        "6 core /elcap/chassis0/r1/core1",
                        "0 chassis /elcap/chassis1");
        assertEquals(without, outline(graph(0, "0,2,77")));
        assertEquals(without, outline(graph(0, "c1,x1,y7")));
        assertEquals(
                "resource.exclude: c[: ",
                assertThrows(FluxException.class, () -> graph(0, "c["))
                        .getMessage()
                        .substring(0, 22));
    }

    @Test
    void hostsOfTheMappingThatAreNotInRAreKnown() {
        assertEquals(List.of("c9"), graph(1, "").missing());
    }

    @Test
    void brokersThatShareAHostAreNodesOfTheirOwnOutsideOfChassis() {
        JsonObject shared =
                JsonObject.parse(
                        """
                        {"execution": {"R_lite": [{"rank": "0-2", "children": {}}],
                          "nodelist": ["c1", "x1,x1"]}}
                        """);
        RabbitGraph graph = new RabbitGraph(shared, MAPPING, new RabbitGraph.Drawing("e", 0, ""));
        List<String> outline = outline(graph);
        assertEquals(
                List.of("2 node /e/chassis1/c1", "0 node /e/x1", "0 node /e/x1"),
                outline.subList(3, 6));
    }

    @Test
    void rOfAnotherShapeIsRefused() {
        JsonObject uneven =
                JsonObject.parse(
                        """
                        {"execution": {"R_lite": [{"rank": "0-2", "children": {}}],
                          "nodelist": ["c1"]}}
                        """);
        RabbitGraph.Drawing drawing = new RabbitGraph.Drawing("e", 0, "");
        assertEquals(
                "malformed R: 3 ranks on 1 hosts",
                assertThrows(FluxException.class, () -> new RabbitGraph(uneven, MAPPING, drawing))
                        .getMessage());
        assertEquals(
                "malformed R: Object item not found: execution",
                assertThrows(
                                FluxException.class,
                                () -> new RabbitGraph(JsonObject.EMPTY, MAPPING, drawing))
                        .getMessage());
    }

    @Test
    void aRabbitWithoutCapacityIsNamed() {
        MappingFile mapping =
                MappingFile.of(
                        JsonObject.parse(
                                "{\"computes\":{},\"rabbits\":{\"r7\":{\"hostlist\":\"\"}}}"));
        RabbitGraph graph = new RabbitGraph(R, mapping, new RabbitGraph.Drawing("e", 1, ""));
        assertEquals(
                "malformed rabbit mapping: r7 has no capacity",
                assertThrows(FluxException.class, () -> graph.forEach(_ -> {})).getMessage());
    }
}
