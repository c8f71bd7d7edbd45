package fluxj.coral2.dws.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.tracker.JobHistory.Surplus;
import fluxj.job.JobState;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/// What eventlogs tell of jobs with rabbits (spec coral2 4.1, 5).
class JobHistoryTest {
    private static List<String> holds(JobHistory job) {
        return job.holds().stream().map(JobHistory.Hold::words).toList();
    }

    @Test
    void aJobIsInThePhaseThatItsLastEventLedTo() {
        assertEquals(JobPhase.CREATING, Eventlogs.history(Eventlogs.CREATING).phase());
        assertEquals(JobPhase.SETUP, Eventlogs.history(Eventlogs.SETUP).phase());
        assertEquals(JobPhase.RUNNING, Eventlogs.history(Eventlogs.RUNNING).phase());
        assertEquals(JobPhase.EPILOG, Eventlogs.history(Eventlogs.EPILOG).phase());
        assertEquals(JobPhase.INACTIVE, Eventlogs.history(Eventlogs.OVER).phase());
    }

    @Test
    void whatHoldsItIsNamedWithItsBeginning() {
        JobHistory job = Eventlogs.history(Eventlogs.TWO_EPILOGS);
        assertEquals(
                List.of("epilog action dws-epilog", "epilog action job-manager.epilog"),
                holds(job));
        assertEquals(115, job.epilog().orElseThrow().since());
        assertEquals(new JobHistory.Reached(JobState.CLEANUP, 114), job.state());
        assertEquals(1, job.others().size());
    }

    @Test
    void aFatalExceptionLeadsToCleanupFromAnywhere() {
        for (String log : List.of(Eventlogs.CREATING, Eventlogs.SETUP, Eventlogs.RUNNING)) {
            JobHistory job = Eventlogs.history(log + "exception {\"type\":\"x\",\"severity\":0}\n");
            assertEquals(JobState.CLEANUP, job.state().state());
        }
        assertEquals(
                JobPhase.RUNNING,
                Eventlogs.history(Eventlogs.RUNNING + "exception {\"type\":\"x\",\"severity\":1}\n")
                        .phase());
    }

    @Test
    void aDependencyHoldsNoJobThatHasFailed() {
        JobHistory job =
                Eventlogs.history(
                        Eventlogs.CREATING + "exception {\"type\":\"cancel\",\"severity\":0}\n");
        assertEquals(JobPhase.CLEANUP, job.phase());
        assertEquals(List.of(), holds(job));
    }

    @Test
    void aFinishWithOnlyANameEndsTheActionOfThatName() {
        JobHistory job =
                Eventlogs.history(
                        Eventlogs.TWO_EPILOGS + "epilog-finish {\"name\":\"dws-epilog\"}\n");
        assertEquals(List.of("epilog action job-manager.epilog"), holds(job));
        assertEquals(List.of(), job.surplus());
        assertEquals(JobPhase.CLEANUP, job.phase());
    }

    @Test
    void aSecondFinishIsSurplusAndTellsWhatItWouldHaveReleased() {
        String twice =
                """
                epilog-finish {"description":"dws-epilog","status":1}
                epilog-finish {"description":"dws-epilog","status":1}
                """;
        JobHistory job = Eventlogs.history(Eventlogs.TWO_EPILOGS + twice);
        assertEquals(
                List.of(
                        new Surplus(
                                "epilog-finish", "dws-epilog", 119, List.of("job-manager.epilog"))),
                job.surplus());
        assertEquals(List.of("epilog action job-manager.epilog"), holds(job));
    }

    @Test
    void ofTwoActionsOfOneNameTheOlderEndsFirst() {
        JobHistory job =
                Eventlogs.history(
                        Eventlogs.EPILOG
                                + "epilog-start {\"description\":\"x\"}\n"
                                + "epilog-start {\"description\":\"x\"}\n"
                                + "epilog-finish {\"description\":\"x\"}\n");
        assertEquals(118, job.others().getFirst().since());
    }

    @Test
    void memosAreKeptTogether() {
        JobHistory job = Eventlogs.history(Eventlogs.RUNNING);
        assertEquals(Optional.of("fluxjob-57159974912"), job.memo().text("rabbit_workflow"));
        assertEquals(Optional.of("rabbit[0-1]"), job.memo().text("rabbits"));
        assertTrue(job.rabbits());
    }

    @Test
    void aJobWithoutRabbitsIsTold() {
        JobHistory job = Eventlogs.history(Eventlogs.PLAIN);
        assertFalse(job.rabbits());
        assertEquals(JobPhase.RUNNING, job.phase());
    }

    @Test
    void theFirstFatalExceptionOfTheEpilogTearsDown() {
        String cancel = "exception {\"type\":\"cancel\",\"severity\":0,\"note\":\"\"}\n";
        assertTrue(Eventlogs.history(Eventlogs.EPILOG).tornDownBy().isEmpty());
        assertEquals(
                Optional.of("cancel"),
                Eventlogs.history(Eventlogs.EPILOG + cancel)
                        .tornDownBy()
                        .map(JobHistory.Raised::type));
        String before =
                Eventlogs.RUNNING
                        + cancel
                        + "finish {\"status\":15}\nepilog-start {\"description\":\"dws-epilog\"}\n";
        assertTrue(Eventlogs.history(before).tornDownBy().isEmpty());
    }
}
