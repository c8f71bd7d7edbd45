package fluxj.services.jobmanager.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.job.JobState;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

/// Random histories: whatever happens to jobs in whatever order, what must hold holds after each
/// step, and a restart at that moment would find every job as it is.
class JobHistoryTest {
    private static final int SEEDS = 20;
    private static final int STEPS = 120;

    @Test
    void whatHappensInAnyOrderLosesNothingAndIsReplayed() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            JobWorld world = new JobWorld(new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                world.step();
                int at = step;
                long which = seed;
                assertEquals(List.of(), world.wrong(), () -> "seed " + which + " step " + at);
            }
        }
    }

    @Test
    void everyJobBecomesInactiveWhenItMay() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            JobWorld world = new JobWorld(new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.settle();
            long which = seed;
            assertEquals(
                    List.of(),
                    world.jobs().active().stream().map(job -> job + " " + job.state()).toList(),
                    () -> "seed " + which);
            assertEquals(world.submitted(), world.jobs().inactive().size());
            assertEquals(0, world.jobs().running());
            assertEquals(List.of(), world.wrong());
            world.jobs().inactive().forEach(job -> assertEquals(JobState.INACTIVE, job.state()));
        }
    }
}
