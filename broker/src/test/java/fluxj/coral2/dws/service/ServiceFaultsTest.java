package fluxj.coral2.dws.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.job.JobState;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The service killed, the API away or failing, the controllers stuck and jobs cancelled, at any
/// moment, by seed: when all is well again every job is over, and nothing is left.
class ServiceFaultsTest {
    private static final int JOBS = 6;
    private static final int EVENTS = 60;
    private static final String[] STATES = {
        "Proposal", "Setup", "DataIn", "PreRun", "PostRun", "DataOut", "Teardown"
    };

    static IntStream seeds() {
        String range = System.getProperty("fluxj.seeds", "1-40");
        String[] ends = range.split("-", 2);
        return IntStream.rangeClosed(
                Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    private final List<InstanceDouble.Job> jobs = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLeftWhenAllIsWellAgain(int seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        boolean[] flaky = new boolean[1];
        ServiceRun run =
                new ServiceRun(
                        "{\"prerun_timeout\":20.0,\"setup_timeout\":20.0,\"tc_timeout\":5.0}",
                        () -> flaky[0] && chance.nextInt(4) == 0);
        run.start();
        for (int i = 0; i < EVENTS; i++) {
            happen(run, chance, flaky);
            run.seconds(chance.nextDouble() * 1.5);
        }
        flaky[0] = false;
        run.kubernetes.comeBack();
        run.faults();
        run.kill();
        run.start();
        run.seconds(60);
        jobs.forEach(InstanceDouble.Job::finish);
        run.seconds(3600);
        for (InstanceDouble.Job job : jobs) {
            assertEquals(
                    JobState.INACTIVE, job.state(), () -> seed + " " + job.id() + job.events());
            long finishes =
                    job.events().stream().filter(event -> event.startsWith("epilog-f")).count();
            assertEquals(1, finishes, () -> seed + " " + job.events());
        }
        for (Kind kind : List.of(Kind.WORKFLOW, Kind.SERVERS, Kind.CLIENT_MOUNT)) {
            assertEquals(
                    List.of(),
                    run.names(kind),
                    () -> seed + " " + jobs.stream().map(InstanceDouble.Job::events).toList());
        }
        assertTrue(!jobs.isEmpty());
    }

    private void happen(ServiceRun run, SplittableRandom chance, boolean[] flaky) {
        switch (chance.nextInt(12)) {
            case 0 -> {
                run.kill();
                run.seconds(chance.nextDouble() * 2);
                run.start();
            }
            case 1 -> run.kubernetes.leave();
            case 2, 3 -> run.kubernetes.comeBack();
            case 4 -> flaky[0] = !flaky[0];
            case 5 -> run.faults("hold state=" + STATES[chance.nextInt(STATES.length)]);
            case 6 -> run.faults();
            case 7 -> anyJob(chance).forEach(job -> job.raise("cancel", ""));
            case 8 -> anyJob(chance).forEach(job -> job.raise("dws-epilog-timeout", ""));
            case 9 -> jobs.forEach(InstanceDouble.Job::finish);
            default -> {
                if (jobs.size() < JOBS) {
                    String host = "node" + jobs.size() % 4;
                    jobs.add(run.instance.submit(100 + jobs.size(), host, ServiceRun.XFS));
                }
            }
        }
    }

    private List<InstanceDouble.Job> anyJob(SplittableRandom chance) {
        return jobs.isEmpty() ? List.of() : List.of(jobs.get(chance.nextInt(jobs.size())));
    }
}
