package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.LinkedHashMap;
import java.util.Map;

class AllocationSetsTest {
    private static final long GIB = 1L << 30;
    private static final long TEN_TIB = 10 * 1024 * GIB;

    /// Rabbits from `r1:4 r2:3`.
    private static JobRabbits job(String text) {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        for (String each : text.split(" ")) {
            String[] parts = each.split(":");
            nodes.put(parts[0], Integer.parseInt(parts[1]));
        }
        return new JobRabbits(nodes);
    }

    private static String sets(JsonObject part, String job, long minimumGib) {
        return AllocationSets.of(Breakdowns.of(part).storage().orElseThrow(), job(job), minimumGib)
                .toString();
    }

    private static String set(long size, String label, String storage) {
        StringBuilder text = new StringBuilder();
        for (String each : storage.split(" ")) {
            String[] parts = each.split(":");
            text.append(text.isEmpty() ? "" : ",")
                    .append("{\"allocationCount\":")
                    .append(parts[1])
                    .append(",\"name\":\"")
                    .append(parts[0])
                    .append("\"}");
        }
        return "[{\"allocationSize\":"
                + size
                + ",\"label\":\""
                + label
                + "\",\"storage\":["
                + text
                + "]}]";
    }

    @ParameterizedTest
    @CsvSource({"rabbit1:1", "rabbit1:4 rabbit2:3"})
    void eachNodeGetsItsOwnXfs(String job) {
        assertEquals(set(10737418240L, "xfs", job), sets(Breakdowns.xfs10Gib(), job, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "2, r1:1, 5368709120, r1:2",
        "2, r1:1 r2:1, 5368709120, r1:1 r2:1",
        "2, r1:6 r2:3, 5368709120, r1:1 r2:1",
        "1, r1:3 r2:6, 10737418240, r2:1",
        "3, r1:3 r2:6, 3579139414, r2:2 r1:1",
        "7, r1:1 r2:2 r3:2, 1533916892, r2:3 r3:2 r1:2",
        "2, r1:2 r2:2 r3:2, 5368709120, r1:1 r2:1",
        "10000000000, r1:1 r2:2, 2, r2:5000000000 r1:5000000000",
    })
    void aNumberOfAllocationsGoesRoundTheRabbitsWithMostNodesFirst(
            long count, String job, long size, String storage) {
        JsonObject part = Breakdowns.counted(Breakdowns.ost(10 * GIB), count);
        assertEquals(set(size, "ost", storage), sets(part, job, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "r1:1 r2:1, 2, r1:1 r2:1",
        "r1:6 r2:3, 3, r1:2 r2:1",
        "r1:4 r2:3, 7, r1:4 r2:3",
        "r1:16, 1, r1:1",
        "r1:16 r2:16 r3:8, 5, r1:2 r2:2 r3:1",
    })
    void lustreIsSpreadByTheNodesOfEachRabbit(String job, long pieces, String storage) {
        assertEquals(
                set(Math.ceilDiv(TEN_TIB, pieces), "ost", storage),
                sets(Breakdowns.ost(TEN_TIB), job, 0));
    }

    @Test
    void aSingleServerIsTheOneWithMostNodesWhateverTheCount() {
        JsonObject mgt = Breakdowns.part("AllocateSingleServer", "mgt", 5 * GIB);
        assertEquals(set(5 * GIB, "mgt", "r2:1"), sets(mgt, "r1:1 r2:2", 4));
        assertEquals(set(5 * GIB, "mgt", "r2:1"), sets(Breakdowns.counted(mgt, 3), "r1:1 r2:2", 4));
    }

    @Test
    void aStrategyThatFluxDoesNotKnowIsLaidOutAcrossServers() {
        assertEquals(
                set(5 * GIB, "ost", "r1:1 r2:1"),
                sets(Breakdowns.part("AllocatePerServer", "ost", 10 * GIB), "r1:2 r2:2", 4));
    }

    @Test
    void noAllocationIsSmallerThanTheMinimum() {
        assertEquals(set(4 * GIB, "ost", "r1:4 r2:3"), sets(Breakdowns.ost(GIB), "r1:4 r2:3", 4));
        assertEquals(set(11 * GIB, "xfs", "r1:2"), sets(Breakdowns.xfs10Gib(), "r1:2", 11));
    }

    @Test
    void bytesAreExactUpToTheLargestCapacity() {
        assertEquals(
                set(4_611_686_018_427_387_904L, "ost", "r1:1 r2:1"),
                sets(Breakdowns.ost(Long.MAX_VALUE), "r1:4 r2:4", 4));
        // In floating point this is one byte less.
        assertEquals(
                set(9_007_199_254_740_993L, "ost", "r1:1"),
                sets(Breakdowns.ost(9_007_199_254_740_993L), "r1:3", 4));
    }

    @Test
    void aJobOnNoRabbitsAndACountBelowOneAreRefused() {
        Breakdown.Storage storage = Breakdowns.of(Breakdowns.xfs10Gib()).storage().orElseThrow();
        assertEquals(
                "the job has no nodes with rabbits",
                assertThrows(
                                FluxException.class,
                                () -> AllocationSets.of(storage, new JobRabbits(Map.of()), 4))
                        .getMessage());
        JsonObject none = Breakdowns.counted(Breakdowns.ost(GIB), 0);
        FluxException refusal = assertThrows(FluxException.class, () -> sets(none, "r1:1", 4));
        assertEquals(
                "malformed DirectiveBreakdown: a count of 0 allocations", refusal.getMessage());
        assertEquals(Errno.EPROTO, refusal.errno());
    }

    @Test
    void partsKeepTheirOrder() {
        JsonValue sets =
                AllocationSets.of(
                        Breakdowns.lustre10Tib().storage().orElseThrow(), job("r1:6 r2:3"), 0);
        assertEquals(
                "[{\"allocationSize\":666666667,\"label\":\"mgtmdt\",\"storage\":"
                        + "[{\"allocationCount\":2,\"name\":\"r1\"},{\"allocationCount\":1,\"name\":\"r2\"}]},"
                        + "{\"allocationSize\":3665038759254,\"label\":\"ost\",\"storage\":"
                        + "[{\"allocationCount\":2,\"name\":\"r1\"},{\"allocationCount\":1,\"name\":\"r2\"}]}]",
                sets.toString());
    }
}
