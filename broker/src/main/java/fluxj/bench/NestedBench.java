package fluxj.bench;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How soon a user who asks for an instance of some nodes has a prompt in it: the time from the
/// command line of `alloc` until the initial program runs.
final class NestedBench {
    /// Its first number is the seconds since the machine started, the same in every process.
    private static final Path CLOCK = Path.of("/proc/uptime");

    private static final List<Integer> SIZES = List.of(1, 4);

    private NestedBench() {}

    static void run(BenchPlan plan, Scoreboard board) {
        for (int size : SIZES) {
            board.say("alloc -N" + size);
            try (RunningInstance first =
                            RunningInstance.start(plan.sides().get(0), size, List.of());
                    RunningInstance second =
                            RunningInstance.start(plan.sides().get(1), size, List.of())) {
                List<RunningInstance> instances = List.of(first, second);
                board.median(
                        "alloc -N" + size + " to prompt",
                        "s",
                        plan.rounds(),
                        side -> secondsToPrompt(instances.get(side), plan.sides().get(side), size));
            }
        }
    }

    private static double secondsToPrompt(RunningInstance instance, Side side, int size) {
        double start = seconds(now());
        String printed =
                instance.output(side, List.of("alloc", "-N" + size, "cat", CLOCK.toString()));
        return seconds(printed) - start;
    }

    private static String now() {
        try {
            return Files.readString(CLOCK);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, CLOCK + ": " + IoReason.of(e));
        }
    }

    private static double seconds(String clock) {
        try {
            return Double.parseDouble(clock.strip().split(" ", -1)[0]);
        } catch (NumberFormatException e) {
            throw new FluxException(Errno.EIO, "alloc printed no time: " + clock);
        }
    }
}
