package fluxj.bench;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long it takes that all ranks of a program put a key and get those of all ranks. The ranks
/// themselves measure it, from one barrier to another, so that starting them does not count.
final class PmiBench {
    /// The ranks, and how many exchanges a job has.
    private record Load(int ranks, int exchanges) {}

    private static final int NODES = 4;
    private static final List<Load> LOADS = List.of(new Load(64, 10), new Load(512, 2));

    /// What the first rank prints of each exchange.
    private static final Pattern TIME = Pattern.compile(" in ([0-9]+\\.[0-9]+)s");

    private final BenchPlan plan;
    private final Scoreboard board;
    private final List<RunningInstance> instances;
    private final PmiProgram program;

    private PmiBench(
            BenchPlan plan, Scoreboard board, List<RunningInstance> instances, PmiProgram program) {
        this.plan = plan;
        this.board = board;
        this.instances = instances;
        this.program = program;
    }

    static void run(BenchPlan plan, Scoreboard board) {
        try (PmiProgram program = PmiProgram.build(plan.sides().get(1));
                RunningInstance first =
                        RunningInstance.start(plan.sides().get(0), NODES, List.of());
                RunningInstance second =
                        RunningInstance.start(plan.sides().get(1), NODES, List.of())) {
            board.say("pmi, ranks are " + program.name());
            PmiBench bench = new PmiBench(plan, board, List.of(first, second), program);
            LOADS.forEach(bench::exchange);
        }
    }

    private void exchange(Load load) {
        board.median(
                "PMI exchange, " + load.ranks() + " ranks",
                "ms",
                plan.rounds(),
                side -> millis(side, load));
    }

    private double millis(int side, Load load) {
        List<String> words =
                program.command(
                        List.of("run", "-N" + NODES, "--tasks-per-node=" + load.ranks() / NODES),
                        load.exchanges());
        String printed = instances.get(side).output(plan.sides().get(side), words);
        Samples samples = new Samples();
        Matcher time = TIME.matcher(printed);
        int count = 0;
        while (time.find()) {
            samples.add(Double.parseDouble(time.group(1)) * 1e3);
            count++;
        }
        if (count != load.exchanges()) {
            throw new FluxException(Errno.EIO, "a PMI program printed no times: " + printed);
        }
        return samples.quantile(0.5);
    }
}
