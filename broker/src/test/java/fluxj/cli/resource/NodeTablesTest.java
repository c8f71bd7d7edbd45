package fluxj.cli.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.cli.format.OutputFormat;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class NodeTablesTest {
    private static final String R =
            "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"0-4\",\"children\":"
                    + "{\"core\":\"0-1\"}}],\"nodelist\":[\"a[0-4]\"],"
                    + "\"properties\":{\"debug\":\"0-1\",\"big\":\"1-2\"}}}";

    private static SchedNodes nodes(String config) {
        return new SchedNodes(
                Rv1.parse(R),
                Rv1.parse(R).only(Idset.parse("4")),
                Rv1.parse(R).only(Idset.parse("0")),
                JsonObject.parse(config));
    }

    private static List<String> list(String config, String states, String format) {
        return list(config, states, format, Set.of());
    }

    private static List<String> list(
            String config, String states, String format, Set<String> hidden) {
        OutputFormat output = OutputFormat.of(format, ListLine.HEADINGS);
        List<String> lines = new ArrayList<>();
        output.print(
                new ListTable(nodes(config), List.of(states.split(",")), Set.of(), hidden)
                        .lines(output),
                false,
                0,
                lines::add);
        return lines;
    }

    @Test
    void nodesThatDifferInWhatIsShownHaveLinesOfTheirOwn() {
        assertEquals(
                List.of("free 3 a[1-3]", "allocated 1 a0", "down 1 a4"),
                list("{}", "free,allocated,down", "{state} {nnodes} {nodelist}"));
        assertEquals(
                List.of("all debug a0", "all big,debug a1", "all big a2", "all  a[3-4]"),
                list("{}", "all", "{state} {properties} {nodelist}"));
        assertEquals(List.of("a[0-4]"), list("{}", "all", "{nodelist}"));
    }

    @Test
    void queuesThatAreHiddenAreNotNamed() {
        String config = "{\"queues\":{\"debug\":{\"requires\":[\"debug\"]},\"any\":{}}}";
        assertEquals(
                List.of("all debug a[0-1]", "all  a[2-4]"),
                list(config, "all", "{state} {queue} {nodelist}", Set.of("any")));
    }

    @Test
    void queuesAreTheirPropertiesAndNoPropertiesThemselves() {
        assertEquals(
                List.of(
                        "all any,debug  a0",
                        "all any,debug big a1",
                        "all any big a2",
                        "all any  a[3-4]"),
                list(
                        "{\"queues\":{\"any\":{},\"debug\":{\"requires\":[\"debug\"]}}}",
                        "all",
                        "{state} {queue} {propertiesx} {nodelist}"));
    }

    @Test
    void aDrainedNodeIsDrainingWhileAJobHoldsIt() {
        NodeStatus status =
                new NodeStatus(
                        Optional.of(
                                JsonObject.parse(
                                        "{\"R\":"
                                                + R
                                                + ",\"online\":\"0-3\",\"offline\":\"4\","
                                                + "\"exclude\":\"3\",\"torpid\":\"2\",\"drain\":"
                                                + "{\"0-1\":{\"timestamp\":1.0,\"reason\":\"x\"}}}")),
                        Idset.of(1),
                        Idset.EMPTY);

        assertEquals("1", status.in("draining").toString());
        assertEquals("0", status.in("drained").toString());
        assertEquals("4", status.in("avail").toString());
        assertEquals("x", status.drained(1).reason());
        status.only(Idset.parse("0,4"));
        assertEquals("", status.in("draining").toString());
        assertEquals("0", status.in("online").toString());
    }

    @Test
    void setsFollowEachOther() {
        assertEquals(
                List.of("{\"a\":\"}{\"}", "\n {\"b\":[{}]}", " x"),
                ResourceSets.values("{\"a\":\"}{\"}\n {\"b\":[{}]} x"));
        assertEquals(List.of(), ResourceSets.values(" \n"));
    }

    @Test
    void eventsAreFoundByRanksOrHosts() {
        Hostlist all = Hostlist.parse("a[0-3]");
        JsonObject drain = JsonObject.parse("{\"idset\":\"1-2\",\"nodelist\":\"b[1-2]\"}");

        assertEquals(true, EventTargets.of("2", all).match(drain));
        assertEquals(false, EventTargets.of("0", all).match(drain));
        assertEquals(true, EventTargets.of("b1", all).match(drain));
        assertEquals(true, EventTargets.of("a1", all).match(drain));
        assertEquals(false, EventTargets.of("a3", all).match(drain));
    }
}
