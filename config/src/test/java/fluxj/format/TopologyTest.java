package fluxj.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

class TopologyTest {
    private static final Hostlist FAKE = Hostlist.parse("fake[0-3]");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kary:2 | 7 | 0 0 1 1 2 2 | 2",
                "kary:1 | 4 | 0 1 2 | 3",
                "kary:0 | 4 | 0 0 0 | 1",
                "kary:3 | 6 | 0 0 0 1 1 | 2",
                "mincrit | 5 | 0 0 0 0 | 1",
                "mincrit: | 3 | 0 0 | 1",
                "mincrit:2 | 6 | 0 0 1 2 1 | 2",
                "mincrit:9 | 3 | 0 0 | 1",
                "binomial | 9 | 0 0 2 0 4 4 6 0 | 3",
                "custom | 3 | 0 0 | 1",
            })
    void placesEveryRankUnderTheParentFluxGivesIt(
            String uri, int size, String parents, int maxLevel) {
        Topology topology = Topology.create(uri, size);
        StringBuilder actual = new StringBuilder();
        for (int rank = 1; rank < size; rank++) {
            actual.append(rank == 1 ? "" : " ").append(topology.parent(rank).orElseThrow());
        }
        assertEquals(parents, actual.toString());
        assertEquals(maxLevel, topology.maxLevel());
        assertEquals(OptionalInt.empty(), topology.parent(0));
        assertEquals(size - 1, topology.descendants(0));
    }

    @Test
    void mincritChoosesRoutersWhenFlatIsTooWide() {
        assertEquals(1, Topology.create("mincrit", 1025).maxLevel());
        Topology two = Topology.create("mincrit", 1026);
        assertEquals(2, two.childCount(0));
        Topology large = Topology.create("mincrit", 11_833);
        assertEquals(12, large.childCount(0));
        assertEquals(985, large.childCount(1));
    }

    @Test
    void answersAboutChildrenDescendantsAndRoutes() {
        Topology topology = Topology.create("kary:2", 7);
        assertArrayEquals(new int[] {3, 4}, topology.children(1));
        assertEquals(0, topology.childCount(3));
        assertEquals(2, topology.descendants(1));
        assertEquals("3-4", topology.descendantRanks(1).toString());
        assertEquals("0-2", topology.interiorRanks().toString());
        assertEquals(2, topology.level(6));
        assertEquals(OptionalInt.of(2), topology.routeDown(0, 6));
        assertEquals(OptionalInt.of(6), topology.routeDown(2, 6));
        assertEquals(OptionalInt.empty(), topology.routeDown(1, 6));
        assertEquals(OptionalInt.empty(), topology.routeDown(6, 6));
        assertEquals(OptionalInt.empty(), topology.routeDown(0, 0));
        assertEquals(OptionalInt.empty(), topology.routeDown(0, 7));
        assertEquals("", Topology.create("kary:2", 1).interiorRanks().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "notascheme:42 | unknown topology scheme 'notascheme'",
                "'' | unknown topology scheme ''",
                "kary | kary k value must be an integer >= 0",
                "kary:x | kary k value must be an integer >= 0",
                "kary:-1 | kary k value must be an integer >= 0",
                "mincrit:2x | mincrit k value must be an integer >= 0",
                "binomial:2 | unknown binomial topology directive: '2'",
                "custom:x | unknown custom topology directive: 'x'",
            })
    void refusesSchemesWithFluxText(String uri, String message) {
        assertEquals(
                message,
                assertThrows(FormatException.class, () -> Topology.create(uri, 4)).getMessage());
    }

    @Test
    void customTakesParentsByHostName() {
        Topology topology = Topology.create("custom", FAKE, Map.of(2, "fake1", 3, "fake2"));
        assertEquals(Topology.ofParents(-1, 0, 1, 2), topology);
        assertEquals(3, topology.maxLevel());
    }

    @Test
    void customRefusesWhatIsNoTreeWithFluxText() {
        assertCustomFails(
                Map.of(0, "fake1"), "rank 0 (fake0) may not have a parent in a tree topology");
        assertCustomFails(Map.of(1, "nobody"), "invalid parent \"nobody\" for fake1 (rank 1)");
        assertCustomFails(
                Map.of(1, "fake1"),
                "parent \"fake1\" for fake1 (rank 1) violates rule against cycles");
        assertCustomFails(
                Map.of(1, "fake2", 2, "fake3", 3, "fake1"),
                "parent \"fake1\" for fake3 (rank 3) violates rule against cycles");
    }

    private static void assertCustomFails(Map<Integer, String> parents, String message) {
        assertEquals(
                "Config file [bootstrap] hosts: " + message,
                assertThrows(FormatException.class, () -> Topology.create("custom", FAKE, parents))
                        .getMessage());
    }

    @Test
    void aChainOfALargeClusterIsMadeAtOnce() {
        Hostlist hosts = Hostlist.parse("elcap[1,201-896,1001-12136]");
        Map<Integer, String> parents = new HashMap<>();
        for (int rank = 1; rank < hosts.size(); rank++) {
            parents.put(rank, hosts.get(rank - 1));
        }
        Topology chain = Topology.create("custom", hosts, parents);
        assertEquals(11_832, chain.maxLevel());
        assertEquals(1, chain.descendants(11_831));
        assertEquals(OptionalInt.of(1), chain.routeDown(0, 11_832));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260101, 88})
    void agreesWithWalkingUpOnRandomTrees(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            int size = 1 + random.nextInt(40);
            int[] parents = new int[size];
            for (int rank = 1; rank < size; rank++) {
                parents[rank] = random.nextInt(rank);
            }
            Topology topology = Topology.ofParents(parents);
            int[] below = new int[size];
            for (int rank = 1; rank < size; rank++) {
                int level = 0;
                for (int at = rank; at != 0; at = parents[at]) {
                    level++;
                    below[parents[at]]++;
                }
                assertEquals(level, topology.level(rank), "seed " + seed + " round " + round);
            }
            for (int rank = 0; rank < size; rank++) {
                assertEquals(below[rank], topology.descendants(rank), "seed " + seed);
                assertEquals(below[rank], topology.descendantRanks(rank).size(), "seed " + seed);
            }
        }
        assertThrows(FormatException.class, () -> Topology.ofParents(-1, 2, 1));
        assertThrows(FormatException.class, () -> Topology.ofParents(-1, 7));
        assertThrows(FormatException.class, () -> Topology.ofParents());
    }
}
