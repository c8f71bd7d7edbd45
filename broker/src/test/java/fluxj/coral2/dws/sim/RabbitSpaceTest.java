package fluxj.coral2.dws.sim;

import static fluxj.coral2.dws.sim.SimRun.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/// What rabbits have room for (spec coral2 8.3).
class RabbitSpaceTest {
    private static final long TIB = 1L << 40;
    private static final String FULL =
            "Setup false Error DW Directive 0: WLM error: rabbit0: insufficient capacity available";

    /// A job that takes 20 of the 36 TiB of each rabbit, or wants to.
    private static void allocate(SimRun run, String job) {
        run.submit(job, "#DW jobdw type=xfs capacity=10TiB name=p1");
        run.assign(job + "-0", "xfs", 10 * TIB);
        run.desire(job, "Setup");
    }

    private static List<Long> free(SimRun run) {
        run.pass(Duration.ZERO);
        return List.of(free(run, "rabbit0"), free(run, "rabbit1"));
    }

    private static long free(SimRun run, String rabbit) {
        return Long.parseLong(text(run.get(Kind.STORAGE, rabbit), "status.capacity")) / TIB;
    }

    @Test
    void whatDoesNotFitIsAnErrorOfItsWorkflow() {
        SimRun run = new SimRun();
        assertEquals(List.of(36L, 36L), free(run));
        allocate(run, "fluxjob-1");
        assertEquals("Setup true Completed", run.standing("fluxjob-1"));
        assertEquals(List.of(16L, 16L), free(run));
        allocate(run, "fluxjob-2");
        assertEquals(FULL, run.standing("fluxjob-2"));
        assertEquals(
                "[{\"label\":\"xfs\",\"storage\":{\"rabbit0\":{\"allocationSize\":0,"
                        + "\"ready\":false},\"rabbit1\":{\"allocationSize\":0,\"ready\":false}}}]",
                text(run.get(Kind.SERVERS, "fluxjob-2-0"), "status.allocationSets"));
        run.desire("fluxjob-2", "Teardown");
        assertEquals("Teardown true Completed", run.standing("fluxjob-2"));
        run.desire("fluxjob-1", "Teardown");
        assertEquals(List.of(36L, 36L), free(run));
        allocate(run, "fluxjob-3");
        assertEquals("Setup true Completed", run.standing("fluxjob-3"));
        assertEquals(List.of(), run.complaints);
    }

    @Test
    void whatDoesNotClearTakesItsSpace() {
        SimRun run = new SimRun("deallocation rabbit=rabbit1");
        allocate(run, "fluxjob-1");
        run.desire("fluxjob-1", "Teardown");
        assertEquals("Teardown false DriverWait", run.standing("fluxjob-1"));
        assertEquals(List.of(36L, 16L), free(run));
        run.setFaults();
        assertEquals(List.of(36L, 36L), free(run));
    }

    @Test
    void persistentStorageTakesItsSpaceUntilItIsDestroyed() {
        SimRun run = new SimRun();
        run.submit("fluxjob-1", "#DW create_persistent type=xfs capacity=10TiB name=keep");
        run.assign("keep", "xfs", 10 * TIB);
        run.desire("fluxjob-1", "Setup");
        run.desire("fluxjob-1", "Teardown");
        assertEquals(List.of(16L, 16L), free(run));
        run.submit("fluxjob-2", "#DW destroy_persistent name=keep");
        run.desire("fluxjob-2", "Teardown");
        assertEquals(List.of(36L, 36L), free(run));
    }

    @Test
    void anotherSimulatorKnowsWhatIsTaken() {
        SimRun run = new SimRun();
        allocate(run, "fluxjob-1");
        run.sim().close();
        run.await(run.restart().start(List.of()));
        assertEquals(List.of(16L, 16L), free(run));
        allocate(run, "fluxjob-2");
        assertEquals(FULL, run.standing("fluxjob-2"));
        run.await(run.kubernetes.delete(Kind.SERVERS, ObjectName.of("fluxjob-1-0")));
        assertEquals(List.of(36L, 36L), free(run));
    }

    @Test
    void noSizeIsTooLargeToBeCompared() {
        SimRun run = new SimRun();
        run.submit("fluxjob-1", "#DW jobdw type=xfs capacity=9999999TiB name=p1");
        run.assign("fluxjob-1-0", "xfs", Long.MAX_VALUE);
        run.desire("fluxjob-1", "Setup");
        assertEquals(FULL, run.standing("fluxjob-1"));
        assertEquals(List.of(36L, 36L), free(run));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    xfs    | xfs 9 rabbit0 1               | WLM error: storage directive requirements were not satisfied
                    xfs    | raw 10 rabbit0 1              | WLM error: storage directive requirements were not satisfied
                    xfs    | xfs 10 rabbit9 1              | Internal error: storage directive requirements were not satisfied
                    xfs    | xfs 10 rabbit0 1, xfs 10 rabbit1 1 | WLM error: Allocation request does not meet directive requirements
                    lustre | ost 5 rabbit0 2, mdt 5 rabbit1 1, mgt 5 rabbit1 2 | WLM error: storage directive requirements were not satisfied
                    """)
    void whatIsNotWhatTheDirectiveNeedsIsRefused(String type, String sets, String why) {
        SimRun run = new SimRun();
        run.submit("fluxjob-1", "#DW jobdw type=" + type + " capacity=10GiB name=p1");
        run.assign("fluxjob-1-0", List.of(sets.split(", ", -1)));
        run.desire("fluxjob-1", "Setup");
        assertEquals("Setup false Error DW Directive 0: " + why, run.standing("fluxjob-1"));
        run.desire("fluxjob-1", "Teardown");
        assertEquals("Teardown true Completed", run.standing("fluxjob-1"));
    }

    @Test
    void aLustreIsAllocatedAsItsPartsNeed() {
        SimRun run = new SimRun();
        run.submit("fluxjob-1", "#DW jobdw type=lustre capacity=10GiB name=p1");
        run.assign("fluxjob-1-0", List.of("ost 5 rabbit0 2", "mdt 5 rabbit1 1", "mgt 5 rabbit1 1"));
        run.desire("fluxjob-1", "Setup");
        assertEquals("Setup true Completed", run.standing("fluxjob-1"));
    }

    @Test
    void whatTakesNothingIsRefused() {
        SimRun run = new SimRun();
        run.submit("fluxjob-1", "#DW jobdw type=xfs capacity=0GiB name=p1");
        assertEquals(
                "Proposal false Error DW Directive 0: Internal error: 'capacity' must be a non-zero"
                        + " value",
                run.standing("fluxjob-1"));
    }
}
