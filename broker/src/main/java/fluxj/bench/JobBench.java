package fluxj.bench;

import fluxj.services.jobmanager.JobManagerProtocol;

import java.util.ArrayList;
import java.util.List;

/// Jobs through a whole instance of one broker with all its modules: how many a second, how soon
/// one starts, what is left of it in memory, and how long the commands take that users type.
final class JobBench {
    private static final int WARM_UP = 200;
    private static final int LATENCIES = 200;
    private static final int RUNS = 5;
    private static final int PURGED_AT_ONCE = 100;
    private static final double BYTES_PER_MIB = 1024.0 * 1024.0;

    private final BenchPlan plan;
    private final Scoreboard board;
    private final List<RunningInstance> instances;
    private final List<JobLoad> mocks = new ArrayList<>();
    private final List<JobLoad> reals = new ArrayList<>();

    private JobBench(BenchPlan plan, Scoreboard board, List<RunningInstance> instances) {
        this.plan = plan;
        this.board = board;
        this.instances = instances;
        for (RunningInstance instance : instances) {
            mocks.add(JobLoad.mock(instance.client()));
            reals.add(JobLoad.real(instance.client()));
        }
    }

    static void run(BenchPlan plan, Scoreboard board) {
        board.say("jobs");
        try (RunningInstance first = RunningInstance.start(plan.sides().get(0), 1, List.of());
                RunningInstance second = RunningInstance.start(plan.sides().get(1), 1, List.of())) {
            JobBench bench = new JobBench(plan, board, List.of(first, second));
            bench.warmUp();
            bench.throughput("mock", bench.mocks);
            bench.throughput("real", bench.reals);
            bench.latencies();
            board.median("wall time of run", "s", RUNS, side -> bench.command(side, "run", "true"));
            bench.memory();
            board.median(
                    "jobs -a, all of them",
                    "s",
                    RUNS,
                    side -> bench.command(side, "jobs", "-a", "--count=0"));
        }
    }

    private double command(int side, String... words) {
        return instances.get(side).secondsOf(plan.sides().get(side), List.of(words));
    }

    private void warmUp() {
        for (int side = 0; side < instances.size(); side++) {
            mocks.get(side).perSecond(WARM_UP);
            reals.get(side).perSecond(WARM_UP);
        }
    }

    private void throughput(String how, List<JobLoad> loads) {
        for (int count : plan.jobs()) {
            board.median(
                    count + " jobs, " + how,
                    "/s",
                    plan.rounds(),
                    side -> loads.get(side).perSecond(count));
        }
    }

    private void latencies() {
        List<Samples> millis = List.of(new Samples(), new Samples());
        for (int batch = 0; batch < LATENCIES / 10; batch++) {
            for (int turn = 0; turn < 2; turn++) {
                int side = (batch + turn) % 2;
                reals.get(side).latencies(10, millis.get(side));
            }
        }
        for (double share : List.of(0.5, 0.99)) {
            board.add(
                    new BenchRow(
                            "submit to start, p" + Math.round(share * 100),
                            "ms",
                            List.of(millis.get(0).quantile(share), millis.get(1).quantile(share))));
        }
    }

    /// So that what is left of earlier jobs has its place again.
    private static void purge(RunningInstance instance) {
        JobManagerProtocol.Purge some = new JobManagerProtocol.Purge(-1, 0, PURGED_AT_ONCE, true);
        int count;
        do {
            count = instance.client().call(JobManagerProtocol.PURGE, 0, some).count();
        } while (count > 0);
    }

    /// What the broker grows by with the largest number of jobs, all of them over.
    private void memory() {
        int count = plan.jobs().stream().mapToInt(Integer::intValue).max().orElse(0);
        board.median(
                "memory per inactive job",
                "B",
                1,
                side -> {
                    RunningInstance instance = instances.get(side);
                    purge(instance);
                    double before = instance.settledMib();
                    mocks.get(side).perSecond(count);
                    return (instance.settledMib() - before) * BYTES_PER_MIB / count;
                });
    }
}
