package fluxj.bench;

import java.util.ArrayList;
import java.util.List;

/// What the job shell costs: a whole `run` of a program that does nothing, and how fast what tasks
/// print gets into the KVS and to the terminal of `run`.
final class ShellBench {
    private static final List<Integer> NODES = List.of(1, 4);
    private static final List<Integer> TASKS = List.of(1, 8);

    /// What all tasks of a job print together.
    private static final int BYTES = 8_000_000;

    private static final double BYTES_PER_MB = 1e6;

    private ShellBench() {}

    static void run(BenchPlan plan, Scoreboard board) {
        for (int nodes : NODES) {
            board.say("shell, " + nodes + (nodes == 1 ? " broker" : " brokers"));
            try (RunningInstance first =
                            RunningInstance.start(plan.sides().get(0), nodes, List.of());
                    RunningInstance second =
                            RunningInstance.start(plan.sides().get(1), nodes, List.of())) {
                List<RunningInstance> instances = List.of(first, second);
                board.median(
                        "run -N" + nodes + " true",
                        "s",
                        plan.rounds(),
                        side ->
                                instances
                                        .get(side)
                                        .secondsOf(
                                                plan.sides().get(side),
                                                List.of("run", "-N" + nodes, "true")));
                if (nodes == 1) {
                    TASKS.forEach(tasks -> output(plan, board, instances, tasks));
                }
            }
        }
    }

    private static void output(
            BenchPlan plan, Scoreboard board, List<RunningInstance> instances, int tasks) {
        String from = tasks + (tasks == 1 ? " task" : " tasks");
        List<JobLoad> loads =
                instances.stream()
                        .map(instance -> JobLoad.printing(instance.client(), tasks, BYTES / tasks))
                        .toList();
        board.median(
                "stdout of " + from + " to KVS",
                "MB/s",
                plan.rounds(),
                side -> BYTES / BYTES_PER_MB / loads.get(side).secondsOfOne());
        List<String> words = new ArrayList<>();
        words.add("run");
        words.add("-N1");
        words.add("--tasks-per-node=" + tasks);
        words.addAll(JobLoad.printer(BYTES / tasks));
        board.median(
                "stdout of " + from + " to run",
                "MB/s",
                plan.rounds(),
                side ->
                        BYTES
                                / BYTES_PER_MB
                                / instances.get(side).secondsOf(plan.sides().get(side), words));
    }
}
