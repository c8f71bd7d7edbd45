package fluxj.bench;

import fluxj.errors.FluxException;

import java.util.List;
import java.util.function.Consumer;

/// Runs a [BenchPlan]. The sides take turns, and who begins alternates, so that whatever else the
/// machine does falls on both.
public final class Bench {
    private final BenchPlan plan;
    private final Scoreboard board;

    /// @param progress told what is being measured
    public Bench(BenchPlan plan, Consumer<String> progress) {
        this.plan = plan;
        board = new Scoreboard(progress);
    }

    /// Measures everything that the plan names.
    ///
    /// @throws FluxException EIO when a command cannot be run or fails
    public List<BenchRow> run() {
        for (Section section : Section.values()) {
            if (plan.sections().contains(section)) {
                run(section);
            }
        }
        return board.rows();
    }

    private void run(Section section) {
        switch (section) {
            case START -> StartBench.run(plan, board);
            case PING -> PingBench.run(plan, board);
            case KVS -> KvsBench.run(plan, board);
            case WATCH -> WatchBench.run(plan, board);
            case CONTENT -> ContentBench.run(plan, board);
            case RESTART -> new RestartBench(plan, board).keys();
            case JOBS -> JobBench.run(plan, board);
            case JOBRESTART -> new RestartBench(plan, board).jobs();
            case NESTED -> NestedBench.run(plan, board);
            case SHELL -> ShellBench.run(plan, board);
            case PMI -> PmiBench.run(plan, board);
            case RABBITS -> RabbitBench.run(plan, board);
        }
    }
}
