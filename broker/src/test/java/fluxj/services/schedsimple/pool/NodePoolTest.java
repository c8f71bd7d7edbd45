package fluxj.services.schedsimple.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class NodePoolTest {
    private static NodePool pool(int nodes, int cores, int gpus) {
        Idset ranks = Idset.upTo(nodes);
        NodePool pool =
                new NodePool(
                        ResourceSet.builder()
                                .add(
                                        ranks,
                                        NodeResources.of(
                                                Idset.upTo(cores),
                                                gpus == 0 ? Idset.EMPTY : Idset.upTo(gpus)))
                                .hosts(Hostlist.parse("n[0-" + (nodes - 1) + "]"))
                                .property("odd", Idset.of(1).intersect(ranks))
                                .scheduling(JsonObject.of("test", "data"))
                                .build(),
                        Fit.WORST);
        pool.setUp(ranks, true);
        return pool;
    }

    private static JobNeeds request(String resources, String system) {
        return JobNeeds.of(
                JsonObject.parse(
                        "{\"version\":1,\"resources\":"
                                + resources
                                + ",\"attributes\":{\"system\":{\"duration\":0"
                                + system
                                + "}}}"));
    }

    private static String slots(int count, int cores, int gpus) {
        return "[{\"type\":\"slot\",\"count\":"
                + count
                + ",\"with\":[{\"type\":\"core\",\"count\":"
                + cores
                + "}"
                + (gpus == 0 ? "" : ",{\"type\":\"gpu\",\"count\":" + gpus + "}")
                + "]}]";
    }

    private static String nodes(int count, boolean exclusive, String slots) {
        return "[{\"type\":\"node\",\"count\":"
                + count
                + ",\"exclusive\":"
                + exclusive
                + ",\"with\":"
                + slots
                + "}]";
    }

    private static ResourceSet allocate(NodePool pool, JobNeeds request) {
        return assertInstanceOf(Answer.Allocated.class, pool.allocate(request)).resources();
    }

    @Test
    void jobsOfOneCoreAreSpread() {
        NodePool pool = pool(2, 2, 0);
        List<String> given = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            given.add(allocate(pool, request(slots(1, 1, 0), "")).toString());
        }
        assertEquals(List.of("rank0/core0", "rank1/core0", "rank0/core1", "rank1/core1"), given);
        assertEquals(new Answer.Insufficient(), pool.allocate(request(slots(1, 1, 0), "")));
    }

    @Test
    void whatAJobGetsHasHostsPropertiesAndTheSchedulersData() {
        ResourceSet given = allocate(pool(3, 2, 0), request(nodes(2, false, slots(1, 1, 0)), ""));
        assertEquals(Optional.of(Hostlist.parse("n[0-1]")), given.hosts());
        assertEquals("{odd=1}", given.properties().toString());
        assertEquals(Optional.of(JsonObject.of("test", "data")), given.scheduling());
        assertEquals(2, given.slots());
    }

    @Test
    void anExclusiveJobGetsWholeNodes() {
        NodePool pool = pool(2, 4, 1);
        allocate(pool, request(slots(1, 1, 0), ""));
        JobNeeds whole = request(nodes(1, true, slots(1, 1, 0)), "");
        assertEquals("rank1/core[0-3],gpu0", allocate(pool, whole).toString());
        assertEquals(new Answer.Insufficient(), pool.allocate(whole));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    100 | 1 | 0 | unsatisfiable request: need 100 slot(s) of 1 core(s), only 4 such slot(s) available (total cores: 4)
                    1   | 3 | 0 | unsatisfiable request: need 1 slot(s) of 3 core(s), only 0 such slot(s) available (total cores: 4)
                    1   | 1 | 1 | unsatisfiable request: need 1 slot(s) with 1 GPU(s) each, only 0 available (total GPUs: 0)
                    """)
    void saysWhySlotsWillNeverDo(int count, int cores, int gpus, String text) {
        assertEquals(
                new Answer.Infeasible(text),
                pool(2, 2, 0).allocate(request(slots(count, cores, gpus), "")));
    }

    @Test
    void saysWhyNodesWillNeverDo() {
        NodePool pool = pool(2, 2, 0);
        assertEquals(
                Optional.of(
                        "unsatisfiable request: need 1000 node(s) with 1 cores each, only 2"
                                + " eligible"),
                pool.complaint(request(nodes(1000, false, slots(1, 1, 0)), "")));
        assertEquals(
                Optional.of("unsatisfiable request: need 3 exclusive node(s), only 2 eligible"),
                pool.complaint(request(nodes(3, true, slots(1, 1, 0)), "")));
        assertEquals(
                Optional.of(
                        "unsatisfiable request: need 2 node(s) with 1 cores each, only 1"
                                + " eligible"),
                pool.complaint(
                        request(
                                nodes(2, false, slots(1, 1, 0)),
                                ",\"constraints\":{\"properties\":[\"odd\"]}")));
    }

    @Test
    void countsOfStepsAreNotTaken() {
        String stepped =
                "[{\"type\":\"slot\",\"count\":\"1-8:2:*\",\"with\":[{\"type\":\"core\","
                        + "\"count\":1}]}]";
        assertEquals(
                new Answer.Infeasible(
                        "slot count specifies discrete valid values that this scheduler does not"
                                + " support; use a simple min-max range instead"),
                pool(8, 1, 0).allocate(request(stepped, "")));
    }

    @Test
    void aNodeThatIsDownIsNotGivenButStaysFeasible() {
        NodePool pool = pool(1, 2, 0);
        pool.setUp(Idset.of(0), false);
        assertEquals(new Answer.Insufficient(), pool.allocate(request(slots(1, 1, 0), "")));
        assertEquals("rank0/core[0-1]", pool.down().toString());
    }

    @Test
    void aNodeThatIsGoneIsNotFeasibleAndWhatJobsHadOfItIsForgotten() {
        NodePool pool = pool(2, 2, 0);
        ResourceSet held = allocate(pool, request(nodes(2, true, slots(1, 1, 0)), ""));
        pool.remove(Idset.of(1));
        assertInstanceOf(
                Answer.Infeasible.class,
                pool.allocate(request(nodes(2, false, slots(1, 1, 0)), "")));
        pool.free(held);
        assertEquals("rank0/core[0-1]", pool.all().toString());
        assertTrue(pool.allocated().isEmpty());
    }

    @Test
    void whatAJobHasAlreadyIsNotGivenAgain() {
        NodePool pool = pool(1, 2, 0);
        pool.hold(
                ResourceSet.builder()
                        .add(Idset.of(0), NodeResources.of(Idset.of(0), Idset.EMPTY))
                        .build());
        assertEquals("rank0/core1", allocate(pool, request(slots(1, 1, 0), "")).toString());
        FluxException refused =
                assertThrows(
                        FluxException.class,
                        () ->
                                pool.hold(
                                        ResourceSet.builder()
                                                .add(
                                                        Idset.of(7),
                                                        NodeResources.of(Idset.of(0), Idset.EMPTY))
                                                .build()));
        assertEquals("allocation contains ranks not in resource pool: 7", refused.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"version":1,"resources":[{"type":"slot","count":1}]} | getting duration: Object item not found: system
                    {"version":1,"attributes":{"system":{}}}              | getting duration: Object item not found: duration
                    {"version":2,"resources":[{"type":"slot","count":1}]} | Unable to determine slot size
                    {"version":2}                                         | jobspec has no resources
                    """)
    void refusesJobspecsThatItCannotRead(String jobspec, String text) {
        assertEquals(
                text,
                assertThrows(FluxException.class, () -> JobNeeds.of(JsonObject.parse(jobspec)))
                        .text());
    }

    /// 11,833 nodes of 96 cores: a walk over all nodes for each job would take minutes.
    @Test
    @Timeout(30)
    void aLargeInstanceIsFilledInTime() {
        NodePool pool = pool(11_833, 96, 8);
        JobNeeds one = request(slots(1, 1, 0), "");
        for (int i = 0; i < 100_000; i++) {
            allocate(pool, one);
        }
        assertEquals(100_000, pool.allocated().count(NodeResources.CORE));
    }
}
