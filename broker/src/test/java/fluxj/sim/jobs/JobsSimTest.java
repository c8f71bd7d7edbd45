package fluxj.sim.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.pals.PalsProtocol;
import fluxj.coral2.pals.PalsProtocol.Holder;
import fluxj.coral2.pals.PalsProtocol.Ports;
import fluxj.rpc.Empty;
import fluxj.services.jobingest.JobIngestProtocol;
import fluxj.sim.Scenario;
import fluxj.sim.Sim;
import fluxj.sim.jobs.JobStory.Scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Jobs whatever breaks. After every event of a story no core is with two jobs and no event comes
/// where it cannot; at its end every job is over and nothing is left of it.
class JobsSimTest {
    private static final int SIZE = 4;

    @Scenario(seeds = 4)
    void noJobIsLostAndNothingIsGivenTwice(Sim sim) {
        new JobStory(sim, new Scale(8, 240, 6)).tell();
    }

    @Scenario(large = true)
    void theSameOfManyJobsOnManyBrokers(Sim sim) {
        new JobStory(sim, Scale.large()).tell();
    }

    @Scenario
    void jobsThatRunKeepTheirPortsOverARestart(Sim sim) {
        JobInstance instance = new JobInstance(sim, SIZE);
        RandomJobs jobs = new RandomJobs(new SplittableRandom(sim.seed()), SIZE, instance.owner());
        for (int i = 0; i < SIZE; i++) {
            submit(instance, jobs, 100);
        }
        awaitRunning(instance, SIZE);
        List<Holder> before = ports(instance).holders();
        assertEquals(SIZE, before.size());
        instance.restart();
        instance.flux().runFor(Duration.ofSeconds(5));
        assertEquals(SIZE, instance.ledger().jobs(JobAccount::runsWithPorts).size());
        assertEquals(before, ports(instance).holders());
        submit(instance, jobs, 1);
        awaitRunning(instance, SIZE + 1);
        assertNoPortTwice(ports(instance).holders());
        instance.flux().await("all are over", () -> instance.ledger().active() == 0);
        Ports after = ports(instance);
        assertEquals(List.of(), after.holders());
        assertEquals(after.max() - after.min(), after.free());
    }

    private static void submit(JobInstance instance, RandomJobs jobs, int seconds) {
        instance.ask(JobIngestProtocol.SUBMIT, jobs.on(2, seconds)).reply();
    }

    private static void awaitRunning(JobInstance instance, int count) {
        instance.flux()
                .await(
                        count + " jobs have ports",
                        () -> instance.ledger().jobs(JobAccount::runsWithPorts).size() == count);
    }

    private static Ports ports(JobInstance instance) {
        return instance.ask(PalsProtocol.PORTS, Empty.EMPTY).reply();
    }

    private static void assertNoPortTwice(List<Holder> holders) {
        List<String> all = new ArrayList<>();
        for (Holder holder : holders) {
            for (int port : holder.ports()) {
                all.add(holder.hosts() + " " + port);
            }
        }
        Set<String> different = new LinkedHashSet<>(all);
        assertTrue(different.size() == all.size(), all::toString);
    }
}
