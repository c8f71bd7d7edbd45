package fluxj.shell.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

/// The layouts of flux-core's `rcalc` (spec services 15.6).
class TaskDistributionTest {
    private static Allotment allotment(String lite) {
        return Allotment.of(
                JsonObject.parse(
                        "{\"version\":1,\"execution\":{\"R_lite\":["
                                + lite
                                + "],\"nodelist\":[\"a[0-9]\"]}}"));
    }

    private static String node(String ranks, String cores) {
        return "{\"rank\":\"" + ranks + "\",\"children\":{\"core\":\"" + cores + "\"}}";
    }

    @Test
    void tasksFillNodesEvenly() {
        Allotment two = allotment(node("0-1", "0-3"));
        assertEquals("[[0,2,4,1]]", TaskDistribution.even(two, 8, 1).toString());
        assertEquals("[[0,2,2,1]]", TaskDistribution.even(two, 4, 2).toString());
        assertEquals("[[0,1,2,1],[1,1,1,1]]", TaskDistribution.even(two, 3, 1).toString());
    }

    @Test
    void theLargestNodesComeFirst() {
        Allotment uneven = allotment(node("0", "0-1") + "," + node("1", "0-3"));
        assertEquals("[[0,1,2,1],[1,1,3,1]]", TaskDistribution.even(uneven, 5, 1).toString());
        assertEquals("[[1,1,1,1]]", TaskDistribution.even(uneven, 1, 1).toString());
    }

    @Test
    void moreTasksThanCoresAreCountedAnew() {
        Allotment one = allotment(node("0", "0-1"));
        assertEquals("[[0,1,5,1]]", TaskDistribution.even(one, 5, 1).toString());
    }

    @Test
    void ranksOutOfOrderAreSorted() {
        Allotment shuffled = allotment(node("7", "0-1") + "," + node("3", "0"));
        assertEquals(3, shuffled.nodes().getFirst().brokerRank());
        assertEquals(1, shuffled.shellRank(7));
        assertThrows(FluxException.class, () -> shuffled.shellRank(0));
    }

    @Test
    void tasksForEachCoreOrNode() {
        Allotment uneven = allotment(node("0", "0-1") + "," + node("1", "0-3"));
        assertEquals(
                "[[0,1,2,1],[1,1,4,1]]",
                TaskDistribution.perResource(uneven, "core", 1).toString());
        assertEquals("[[0,2,3,1]]", TaskDistribution.perResource(uneven, "node", 3).toString());
        assertThrows(FluxException.class, () -> TaskDistribution.perResource(uneven, "gpu", 1));
    }

    @Test
    void whatIsNoRIsRefused() {
        for (String wrong :
                new String[] {
                    "{}",
                    "{\"version\":2,\"execution\":{\"R_lite\":[]}}",
                    "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"x\",\"children\":{\"core\":\"0\"}}]}}",
                    "{\"version\":1,\"execution\":{\"R_lite\":[7]}}"
                }) {
            assertThrows(FluxException.class, () -> Allotment.of(JsonObject.parse(wrong)));
        }
    }
}
