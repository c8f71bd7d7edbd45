package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

final class ResourceSetTest {
    private static final String FOUR =
            """
            {"version":1,"execution":{"R_lite":[\
            {"rank":"0-2","children":{"core":"0-3","gpu":"0-1"}},\
            {"rank":"3","children":{"core":"0-7"}}],\
            "starttime":10.5,"expiration":0.0,"nodelist":["a[0-3]"],\
            "properties":{"big":"3","+local":"0-1"}},"scheduling":{"x":1}}""";

    private static ResourceSet cores(String text) {
        ResourceSet.Builder builder = ResourceSet.builder();
        for (String part : text.split(" ")) {
            String[] sides = part.split("/");
            builder.add(
                    Idset.parse(sides[0]), NodeResources.of(Idset.parse(sides[1]), Idset.EMPTY));
        }
        return builder.build();
    }

    @Test
    void whatIsWrittenIsWhatWasRead() {
        assertEquals(
                FOUR.replace(
                        "\"big\":\"3\",\"+local\":\"0-1\"", "\"+local\":\"0-1\",\"big\":\"3\""),
                Rv1.json(Rv1.parse(FOUR)).toString());
    }

    @Test
    void equalNodesAreOneEntry() {
        ResourceSet set = Rv1.parse(FOUR);

        assertEquals("rank[0-2]/core[0-3],gpu[0-1] rank3/core[0-7]", set.toString());
        assertEquals(20, set.count("core"));
        assertEquals(6, set.count("gpu"));
        assertEquals(4, set.size());
        assertEquals("rank[0-1,5]/core0 rank2/core1", cores("5/0 0-1/0 2/1").toString());
    }

    @Test
    void entriesOfOneRankAddUp() {
        assertEquals(
                "rank[0,3]/core0 rank1/core[0-1] rank2/core[0-2] rank[4-5]/core2"
                        .replace("rank[0,3]/core0", "rank0/core0")
                        .replace("rank[4-5]", "rank3/core[0,2] rank[4-5]"),
                cores("0-3/0 1-2/1 2-5/2").toString());
    }

    @Test
    void hostsAreByRank() {
        ResourceSet set = Rv1.parse(FOUR);

        assertEquals(Optional.of("a3"), set.host(3));
        assertEquals(Optional.empty(), set.host(4));
        assertEquals("1,3", set.ranksOf(Hostlist.parse("a3,a1")).toString());
        assertEquals(
                "0-1,3",
                set.withHosts(Hostlist.parse("v,v,w,v")).ranksOf(Hostlist.parse("v")).toString());
        assertEquals(
                "invalid hosts: b1,c",
                assertThrows(FormatException.class, () -> set.ranksOf(Hostlist.parse("b1,a0,c")))
                        .getMessage());
        assertEquals(Optional.empty(), cores("0/0").hosts());
    }

    @Test
    void aPartKeepsHostsPropertiesAndTimes() {
        ResourceSet part = Rv1.parse(FOUR).only(Idset.parse("1,3,9"));

        assertEquals(
                """
                        {"version":1,"execution":{"R_lite":[\
                        {"rank":"1","children":{"core":"0-3","gpu":"0-1"}},\
                        {"rank":"3","children":{"core":"0-7"}}],\
                        "starttime":10.5,"expiration":0.0,"nodelist":["a[1,3]"],\
                        "properties":{"+local":"1","big":"3"}},"scheduling":{"x":1}}""",
                Rv1.json(part).toString());
        assertEquals(Optional.of("a3"), part.host(3));
        assertEquals(
                """
                        {"version":1,"execution":{"R_lite":[],"starttime":10.5,"expiration":0.0,\
                        "nodelist":[""]}}""",
                Rv1.json(part.without(Idset.parse("1,3"))).toString());
    }

    @Test
    void setsAreAddedAndTakenAway() {
        ResourceSet all = cores("0-9/0-7");
        ResourceSet held = cores("2-3/0-3 4/0-7");

        assertEquals("rank[0-1,5-9]/core[0-7] rank[2-3]/core[4-7]", all.minus(held).toString());
        assertEquals(all, all.minus(held).union(held));
        assertEquals(all, all.minus(held).append(held));
        assertEquals(held, all.intersect(held));
        assertEquals(
                "duplicate resources",
                assertThrows(FormatException.class, () -> all.append(held)).getMessage());
        assertTrue(held.minus(all).isEmpty());
    }

    @Test
    void hostsAreJoined() {
        ResourceSet set = Rv1.parse(FOUR);
        ResourceSet ends = set.only(Idset.parse("0,3"));
        ResourceSet middle = set.only(Idset.parse("1-2"));

        assertEquals(set, ends.union(middle));
        assertEquals(set, middle.append(ends));
        assertEquals(set, ResourceSet.union(List.of(middle, ends, set)));
        assertEquals(
                "0,2",
                set.intersect(set.withHosts(Hostlist.parse("a0,b1,a2,b3"))).ranks().toString());
    }

    @Test
    void aRankWithoutResourcesStaysUntilTheyAreTakenAway() {
        ResourceSet set =
                cores("0-1/0")
                        .union(ResourceSet.builder().add(Idset.of(2), NodeResources.NONE).build());

        assertEquals("0-2", set.ranks().toString());
        assertEquals("rank[0-1]/core0", set.toString());
        assertEquals("1-2", set.minus(cores("0/0")).ranks().toString());
    }

    @Test
    void ranksAndCoresAreCountedFromZeroAndGpusKeepTheirIds() {
        ResourceSet set =
                Rv1.parse(
                        """
                        {"version":1,"execution":{"R_lite":[\
                        {"rank":"3,7","children":{"core":"4-5","gpu":"3"}}],\
                        "nodelist":["a3,a7"],"properties":{"p":"7"}}}""");

        assertEquals(
                """
                        {"version":1,"execution":{"R_lite":[\
                        {"rank":"0-1","children":{"core":"0-1","gpu":"3"}}],\
                        "starttime":0.0,"expiration":0.0,"nodelist":["a[3,7]"],\
                        "properties":{"p":"1"}}}""",
                Rv1.json(set.remapped()).toString());
    }

    @Test
    void ranksFollowAnOrderOfHosts() {
        ResourceSet set = Rv1.parse(FOUR).reranked(Hostlist.parse("a3,a[0-2]"));

        assertEquals("rank0/core[0-7] rank[1-3]/core[0-3],gpu[0-1]", set.toString());
        assertEquals("0", set.properties().get("big").toString());
        assertEquals(Optional.of(Hostlist.parse("a3,a[0-2]")), set.hosts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a[0-4]|Number of hosts (5) is greater than node count (4)",
                "a[0-2]|Number of hosts (3) is less than node count (4)",
                "a[0-2],b|Host b not found in resources",
                "a[0-2],a0|Host a0 not found in resources",
            })
    void anOrderThatDoesNotFitIsRefused(String order, String message) {
        ResourceSet set = Rv1.parse(FOUR);

        assertEquals(
                message,
                assertThrows(FormatException.class, () -> set.reranked(Hostlist.parse(order)))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|JSON text is not an object",
                "{}|Object item not found: version",
                "{\"version\":1}|Object item not found: execution",
                "{\"version\":2,\"execution\":{\"R_lite\":[]}}|invalid version=2",
                "{\"version\":1,\"execution\":{}}|Object item not found: R_lite",
                "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"x\",\"children\":{}}]}}|error parsing range 'x'",
                "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"0\",\"children\":{\"core\":1}}]}}|Expected string, got integer: core",
                "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"0\",\"children\":{\"core\":\"0\"}}],\"nodelist\":[\"a,b\"]}}|nodelist names 2 hosts for 1 ranks",
                "{\"version\":1,\"execution\":{\"R_lite\":[],\"properties\":[]}}|properties must be an object",
                "{\"version\":1,\"execution\":{\"R_lite\":[],\"properties\":{\"a\":1}}}|properties value '1' not a string",
                "{\"version\":1,\"execution\":{\"R_lite\":[],\"properties\":{\"a(b\":\"\"}}}|invalid character '(' in property \"a(b\"",
                "{\"version\":1,\"execution\":{\"R_lite\":[],\"properties\":{\"a\":\"y\"}}}|invalid idset 'y' specified for property \"a\"",
                "{\"version\":1,\"execution\":{\"R_lite\":[],\"properties\":{\"a\":\"1-2\"}}}|ranks 1-2 not found in target resource list",
            })
    void whatIsNoResourceSetIsRefused(String text, String message) {
        assertEquals(
                message, assertThrows(FormatException.class, () -> Rv1.parse(text)).getMessage());
    }

    /// The same operations on a plain map of sets, a rank at a time.
    @Test
    void randomSetsObeyTheAlgebraOfSets() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            Map<Integer, Idset> a = randomNodes(random);
            Map<Integer, Idset> b = randomNodes(random);
            ResourceSet left = set(a);
            ResourceSet right = set(b);
            for (int rank = 0; rank < 12; rank++) {
                Idset mine = a.getOrDefault(rank, Idset.EMPTY);
                Idset theirs = b.getOrDefault(rank, Idset.EMPTY);
                assertEquals(mine.union(theirs), coresOf(left.union(right), rank));
                assertEquals(mine.minus(theirs), coresOf(left.minus(right), rank));
                assertEquals(mine.intersect(theirs), coresOf(left.intersect(right), rank));
            }
            assertEquals(left, Rv1.parse(Rv1.json(left)));
        }
    }

    private static Map<Integer, Idset> randomNodes(Random random) {
        Map<Integer, Idset> nodes = new TreeMap<>();
        for (int rank = 0; rank < 12; rank++) {
            if (random.nextInt(3) > 0) {
                nodes.put(
                        rank,
                        random.nextBoolean() ? Idset.range(0, 3) : Idset.of(random.nextInt(5)));
            }
        }
        return nodes;
    }

    private static ResourceSet set(Map<Integer, Idset> nodes) {
        ResourceSet.Builder builder = ResourceSet.builder();
        Hostlist.Builder hosts = Hostlist.builder();
        nodes.forEach(
                (rank, cores) -> {
                    builder.add(Idset.of(rank), NodeResources.of(cores, Idset.EMPTY));
                    hosts.add("n" + rank);
                });
        return builder.hosts(hosts.build()).build();
    }

    private static Idset coresOf(ResourceSet set, int rank) {
        return set.node(rank).map(NodeResources::cores).orElse(Idset.EMPTY);
    }
}
