package fluxj.bench;

import java.util.List;

/// Round trips of one request at a time, and the memory of a leaf.
final class PingBench {
    private static final int INSTANCE_SIZE = 2;
    private static final int CHILD = 1;
    private static final int BATCH = 200;

    private final BenchPlan plan;
    private final Scoreboard board;
    private final List<RunningInstance> instances;

    private PingBench(BenchPlan plan, Scoreboard board, List<RunningInstance> instances) {
        this.plan = plan;
        this.board = board;
        this.instances = instances;
    }

    static void run(BenchPlan plan, Scoreboard board) {
        board.say("ping and memory, " + INSTANCE_SIZE + " brokers");
        List<String> options = List.of(Side.BARE);
        try (RunningInstance first =
                        RunningInstance.start(plan.sides().get(0), INSTANCE_SIZE, options);
                RunningInstance second =
                        RunningInstance.start(plan.sides().get(1), INSTANCE_SIZE, options)) {
            PingBench bench = new PingBench(plan, board, List.of(first, second));
            bench.weigh("memory of a leaf");
            bench.ping(0, "ping rank 0");
            bench.ping(CHILD, "ping a child");
            bench.weigh("memory of a leaf, pinged");
        }
    }

    private void weigh(String what) {
        board.median(what, "MiB", 1, side -> instances.get(side).residentMib(CHILD));
    }

    private void ping(int rank, String what) {
        Samples ignored = new Samples();
        for (RunningInstance instance : instances) {
            instance.ping(rank, BenchPlan.WARM_UP, ignored);
        }
        List<Samples> micros = List.of(new Samples(), new Samples());
        for (int batch = 0; batch * BATCH < plan.pings(); batch++) {
            for (int turn = 0; turn < 2; turn++) {
                int side = (batch + turn) % 2;
                instances.get(side).ping(rank, BATCH, micros.get(side));
            }
        }
        for (double share : List.of(0.5, 0.99)) {
            board.add(
                    new BenchRow(
                            what + ", p" + Math.round(share * 100),
                            "us",
                            List.of(micros.get(0).quantile(share), micros.get(1).quantile(share))));
        }
    }
}
