package fluxj.bench;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How long it takes to start brokers, to run `true` in them and to stop them, without any module.
final class StartBench {
    private static final int LIMIT_MINUTES = 15;

    private StartBench() {}

    static void run(BenchPlan plan, Scoreboard board) {
        for (int size : plan.sizes()) {
            String what = "start to stop, " + size + (size == 1 ? " broker" : " brokers");
            board.say(what);
            board.median(
                    what,
                    "s",
                    plan.rounds(),
                    side ->
                            timeOfOne(
                                    plan.sides()
                                            .get(side)
                                            .start(size, List.of(Side.BARE), List.of("true"))));
        }
    }

    /// The seconds that a command takes.
    ///
    /// @throws FluxException EIO when it fails, ETIMEDOUT when it does not end
    static double timeOfOne(List<String> argv) {
        return timeOfOne(new ProcessBuilder(argv).inheritIO());
    }

    /// The seconds that a command takes.
    ///
    /// @throws FluxException EIO when it fails, ETIMEDOUT when it does not end
    static double timeOfOne(ProcessBuilder command) {
        long start = System.nanoTime();
        List<String> argv = command.command();
        try {
            Process process = command.start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                throw new FluxException(
                        Errno.ETIMEDOUT,
                        String.join(" ", argv)
                                + ": still runs after "
                                + LIMIT_MINUTES
                                + " minutes");
            }
            if (process.exitValue() != 0) {
                throw new FluxException(
                        Errno.EIO, String.join(" ", argv) + ": exited with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, IoReason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FluxException(Errno.EINTR);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
