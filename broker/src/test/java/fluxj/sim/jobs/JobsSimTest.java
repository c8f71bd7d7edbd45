package fluxj.sim.jobs;

import fluxj.sim.Scenario;
import fluxj.sim.Sim;
import fluxj.sim.jobs.JobStory.Scale;

/// Jobs whatever breaks. After every event of a story no core is with two jobs and no event comes
/// where it cannot; at its end every job is over and nothing is left of it.
class JobsSimTest {
    @Scenario(seeds = 4)
    void noJobIsLostAndNothingIsGivenTwice(Sim sim) {
        new JobStory(sim, new Scale(8, 240, 6)).tell();
    }
}
