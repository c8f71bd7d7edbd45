package fluxj.bench;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long it takes that all ranks of a program put a key and get what others have put. The ranks
/// themselves measure it, from one barrier to another, so that starting them does not count. Both
/// sides have served a program before.
final class PmiBench {
    private static final int NODES = 4;
    private static final List<Integer> RANKS = List.of(64, 512);

    /// What a job exchanges: less often with more ranks, whose gets grow by their square.
    private static final int DIVIDED = 20;

    private static final int MOST_OF_ALL = 512;

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
            RANKS.forEach(bench::exchange);
        }
    }

    private void exchange(int ranks) {
        List<String> launch = List.of("run", "-N" + NODES, "--tasks-per-node=" + ranks / NODES);
        program.dividing(launch, DIVIDED)
                .ifPresent(words -> row("PMI exchange, " + ranks + " ranks", words));
        row(
                "PMI exchange of all, " + ranks,
                program.gettingAll(launch, Math.max(1, MOST_OF_ALL / ranks)));
    }

    private void row(String what, List<String> words) {
        for (int side = 0; side < instances.size(); side++) {
            millis(side, words);
        }
        board.median(what, "ms", plan.rounds(), side -> millis(side, words));
    }

    private double millis(int side, List<String> words) {
        String printed = instances.get(side).output(plan.sides().get(side), words);
        Samples samples = new Samples();
        Matcher time = TIME.matcher(printed);
        while (time.find()) {
            samples.add(Double.parseDouble(time.group(1)) * 1e3);
        }
        if (samples.isEmpty()) {
            throw new FluxException(Errno.EIO, "a PMI program printed no times: " + printed);
        }
        return samples.quantile(0.5);
    }
}
