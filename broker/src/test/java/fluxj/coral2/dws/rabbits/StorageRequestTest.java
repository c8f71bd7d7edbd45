package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.config.tables.StorageMaximums;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class StorageRequestTest {
    private static final long GIB = 1L << 30;

    private static Optional<JsonValue> add(String resources, long minimum, Breakdown... of) {
        return StorageRequest.add(
                JsonValue.parse(resources), List.of(of), StorageMaximums.NONE, minimum);
    }

    private static void assertAdded(String expected, String resources, Breakdown... of) {
        assertEquals(Optional.of(JsonValue.parse(expected)), add(resources, 1, of));
    }

    private static FluxException refusal(String resources, Breakdown... of) {
        return assertThrows(FluxException.class, () -> add(resources, 4, of));
    }

    private static String nodes(long count) {
        return "[{\"type\":\"node\",\"count\":" + count + "}]";
    }

    private static String slots(long count, long ssds) {
        return "[{\"type\":\"slot\",\"count\":"
                + count
                + ",\"label\":\"rabbit\",\"with\":[{\"type\":\"node\",\"count\":1},"
                + "{\"type\":\"ssd\",\"count\":"
                + ssds
                + ",\"exclusive\":true}]}]";
    }

    private static String chassis(long count, long nodes, String more) {
        return "[{\"type\":\"chassis\",\"count\":"
                + count
                + ",\"with\":[{\"type\":\"node\",\"count\":"
                + nodes
                + "}"
                + more
                + "]}]";
    }

    private static String ssd(long count) {
        return ",{\"type\":\"ssd\",\"count\":" + count + ",\"exclusive\":true}";
    }

    @ParameterizedTest
    @CsvSource({"4, 10", "6, 10", "8, 10"})
    void eachNodeTakesItsXfsIntoItsSlot(long nodes, long ssds) {
        assertAdded(slots(nodes, ssds), nodes(nodes), Breakdowns.of(Breakdowns.xfs10Gib()));
        assertAdded(
                slots(nodes, 2 * ssds),
                nodes(nodes),
                Breakdowns.of(Breakdowns.xfs10Gib()),
                Breakdowns.of(Breakdowns.xfs10Gib()));
    }

    @ParameterizedTest
    @CsvSource({"1, 10242", "4, 2561", "6, 1708", "8, 1281"})
    void lustreIsDividedAmongTheNodes(long nodes, long ssds) {
        assertAdded(slots(nodes, ssds), nodes(nodes), Breakdowns.lustre10Tib());
    }

    @Test
    void whatIsBelowTheNodeStaysThere() {
        assertAdded(
                "[{\"type\":\"slot\",\"count\":3,\"label\":\"rabbit\",\"with\":[{\"type\":\"node\","
                        + "\"count\":1,\"exclusive\":true,\"with\":[{\"type\":\"slot\",\"count\":2,"
                        + "\"label\":\"task\",\"with\":[{\"type\":\"core\",\"count\":1}]}]},{\"type\":"
                        + "\"ssd\",\"count\":10,\"exclusive\":true}]}]",
                "[{\"type\":\"node\",\"count\":3,\"exclusive\":true,\"with\":[{\"type\":\"slot\","
                        + "\"count\":2,\"label\":\"task\",\"with\":[{\"type\":\"core\",\"count\":1}]}]}]",
                Breakdowns.of(Breakdowns.xfs10Gib()));
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 4", "2, 3"})
    void aChassisTakesTheStorageOfItsNodes(long count, long nodes) {
        assertAdded(
                chassis(count, nodes, ssd(10 * nodes)),
                chassis(count, nodes, ""),
                Breakdowns.of(Breakdowns.xfs10Gib()));
    }

    @Test
    void aChassisMayHaveANodeOfItsRabbitToo() {
        String storageNode = ",{\"type\":\"storage_node\",\"count\":1,\"with\":[]}";
        // 10 and 10 GiB a node, and 10242 GiB of Lustre over eight.
        assertAdded(
                chassis(2, 4, storageNode + ssd(4 * (20 + 1281))),
                chassis(2, 4, storageNode),
                Breakdowns.of(Breakdowns.xfs10Gib()),
                Breakdowns.of(Breakdowns.xfs10Gib()),
                Breakdowns.lustre10Tib());
    }

    @Test
    void noPartCountsAsLessThanTheMinimum() {
        Breakdown xfs = Breakdowns.of(Breakdowns.xfs10Gib());
        assertEquals(Optional.of(JsonValue.parse(slots(4, 170))), add(nodes(4), 170, xfs));
        assertEquals(
                Optional.of(JsonValue.parse(slots(2, 6))),
                add(
                        nodes(2),
                        4,
                        Breakdowns.of(Breakdowns.ost(1)),
                        Breakdowns.of(Breakdowns.part("AllocatePerCompute", "raw", 3 * GIB + 1))));
    }

    @Test
    void directivesWithoutStorageLeaveResourcesAsTheyAre() {
        assertAdded(nodes(2), nodes(2), Breakdowns.withoutStorage());
        assertAdded(nodes(2), nodes(2));
    }

    @Test
    void whatHasStorageAlreadyIsLeftAlone() {
        Breakdown xfs = Breakdowns.of(Breakdowns.xfs10Gib());
        assertEquals(Optional.empty(), add(slots(2, 10), 4, xfs));
        assertEquals(Optional.empty(), add(chassis(2, 3, ssd(30)), 4, xfs));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | jobspec resources empty",
                "{} | jobspec resources empty",
                "[{'type':'slot','count':1,'with':[]}] | jobspec resources must have a single"
                        + " top-level 'node' or 'chassis' entry, got 'slot'",
                "[{'type':'node','count':1},{'type':'core','count':1}] | jobspec resources must have"
                        + " a single top-level 'node' or 'chassis' entry, got 2 entries",
                "[{'type':'chassis','count':1,'with':[{'type':'foo'}]}] | Expected 'node' type below"
                        + " 'chassis, got foo",
                "[{'type':'chassis','count':1}] | Expected 'node' type below 'chassis, got nothing",
                "[{'type':'slot','count':1,'with':[{'type':'core'},{'type':'gpu'}]}] | jobspec"
                        + " resources has top level 'slot' entry with core below it",
                "[{'type':'chassis','count':1,'with':[{'type':'node'},{'type':'gpu'}]}] | jobspec"
                        + " resources has top level 'chassis' entry with gpu below it",
                "[{'type':'node','count':{'min':1}}] | jobspec resources has a 'node' entry whose"
                        + " count is no positive integer",
                "[{'type':'node','count':0}] | jobspec resources has a 'node' entry whose count is"
                        + " no positive integer",
                "[1] | jobspec resources has an entry that is no object",
                "[{}] | jobspec resources has an entry without a type",
            })
    void resourcesOfAnotherShapeAreRefused(String resources, String message) {
        FluxException refusal =
                refusal(resources.replace('\'', '"'), Breakdowns.of(Breakdowns.xfs10Gib()));
        assertEquals(message, refusal.getMessage());
        assertEquals(Errno.EINVAL, refusal.errno());
    }

    @ParameterizedTest
    @CsvSource({
        "xfs, AllocateAcrossServers, AllocatePerCompute",
        "raw, AllocateSingleServer, AllocatePerCompute",
        "gfs2, AllocatePerServer, AllocatePerCompute",
        "ost, AllocatePerCompute, AllocateAcrossServers",
        "mdt, AllocatePerServer, AllocateAcrossServers",
        "mgtmdt, AllocateSingleServer, AllocateAcrossServers",
        "mgt, AllocateAcrossServers, AllocateSingleServer",
    })
    void aLabelGoesWithOneStrategy(String label, String strategy, String wanted) {
        FluxException refusal =
                refusal(nodes(1), Breakdowns.of(Breakdowns.part(strategy, label, GIB)));
        assertEquals(
                label + " allocationStrategy must be '" + wanted + "' but got '" + strategy + "'",
                refusal.getMessage());
        assertEquals(Errno.EINVAL, refusal.errno());
    }

    @Test
    void breakdownsThatMakeNoSenseAreNotTheUsersFault() {
        FluxException label = refusal(nodes(1), Breakdowns.of(Breakdowns.part("bar", "foo", GIB)));
        assertEquals("malformed DirectiveBreakdown: unknown label 'foo'", label.getMessage());
        assertEquals(Errno.EPROTO, label.errno());

        FluxException kind =
                refusal(nodes(1), Breakdown.of(Breakdowns.object("SomethingElse", true)));
        assertEquals("unsupported breakdown kind 'SomethingElse'", kind.getMessage());
        assertEquals(Errno.EINVAL, kind.errno());

        FluxException early =
                refusal(nodes(1), Breakdown.of(Breakdowns.object("DirectiveBreakdown", false)));
        assertEquals("Breakdown marked as not ready", early.getMessage());
        assertEquals(Errno.EPROTO, early.errno());

        FluxException shape =
                assertThrows(
                        FluxException.class,
                        () -> Breakdown.of(JsonObject.parse("{\"kind\":\"DirectiveBreakdown\"}")));
        assertEquals(
                "malformed DirectiveBreakdown: Object item not found: status", shape.getMessage());
    }

    @Test
    void tooMuchToCountIsRefused() {
        String resources = chassis(1L << 40, 1L << 40, "");
        FluxException refusal = refusal(resources, Breakdowns.of(Breakdowns.xfs10Gib()));
        assertEquals(Errno.EOVERFLOW, refusal.errno());
    }

    private static String limited(Map<String, Long> gib, long nodes, JsonObject... parts) {
        FluxException refusal =
                assertThrows(FluxException.class, () -> addLimited(gib, nodes, parts));
        return refusal.getMessage();
    }

    private static Optional<JsonValue> addLimited(
            Map<String, Long> gib, long nodes, JsonObject... parts) {
        return StorageRequest.add(
                JsonValue.parse(nodes(nodes)),
                List.of(Breakdowns.of(parts)),
                new StorageMaximums(gib),
                4);
    }

    @Test
    void noKindMayHaveMoreThanItsMaximumForEachNode() {
        JsonObject ost = Breakdowns.ost(400 * GIB);
        JsonObject mdt = Breakdowns.part("AllocateAcrossServers", "mdt", 4000 * GIB);
        JsonObject xfs = Breakdowns.part("AllocatePerCompute", "xfs", 51 * GIB);
        assertEquals(
                "Requested a total of 400 GiB of lustre storage per node but max is 100 GiB per"
                        + " node",
                limited(Map.of("lustre", 100L), 1, ost));
        assertEquals(
                "Requested a total of 133 GiB of lustre storage per node but max is 132 GiB per"
                        + " node",
                limited(Map.of("lustre", 132L), 3, ost, mdt));
        addLimited(Map.of("lustre", 133L), 3, ost, mdt);
        addLimited(Map.of("lustre", 100L, "gfs2", 1L), 4, ost, xfs);
        assertEquals(
                "Requested a total of 51 GiB of xfs storage per node but max is 50 GiB per node",
                limited(Map.of("xfs", 50L), 500, xfs));
        assertEquals(
                "Requested a total of 102 GiB of xfs storage per node but max is 101 GiB per node",
                limited(Map.of("xfs", 101L), 1, xfs, xfs));
    }
}
