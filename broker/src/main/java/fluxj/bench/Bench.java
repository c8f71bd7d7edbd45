package fluxj.bench;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/// Runs a [BenchPlan]. The sides take turns, and who begins alternates, so that whatever else the
/// machine does falls on both.
public final class Bench {
    private static final int INSTANCE_SIZE = 2;
    private static final int CHILD = 1;
    private static final int BATCH = 200;
    private static final int START_LIMIT_SECONDS = 120;

    private final BenchPlan plan;
    private final Consumer<String> progress;
    private final List<BenchRow> rows = new ArrayList<>();

    /// @param progress told what is being measured
    public Bench(BenchPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /// Measures everything.
    ///
    /// @throws FluxException EIO when a command cannot be run or fails
    public List<BenchRow> run() {
        for (int size : plan.sizes()) {
            startAndStop(size);
        }
        if (plan.pings() > 0) {
            pingAndWeigh();
        }
        return List.copyOf(rows);
    }

    private void startAndStop(int size) {
        String what = "start to stop, " + size + (size == 1 ? " broker" : " brokers");
        List<Samples> seconds = samples();
        for (int round = 0; round < plan.rounds(); round++) {
            progress.accept(what + ", round " + (round + 1));
            int turn = round;
            inTurns(turn, side -> seconds.get(side).add(timeOfOne(plan.sides().get(side), size)));
        }
        rows.add(row(what, "s", seconds, each -> each.quantile(0.5)));
    }

    private static double timeOfOne(Side side, int size) {
        List<String> argv = side.start(size, List.of("true"));
        long start = System.nanoTime();
        try {
            Process process = new ProcessBuilder(argv).inheritIO().start();
            if (!process.waitFor(START_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                throw new FluxException(
                        Errno.ETIMEDOUT, String.join(" ", argv) + ": still runs after 2 minutes");
            }
            if (process.exitValue() != 0) {
                throw new FluxException(
                        Errno.EIO, String.join(" ", argv) + ": exited with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FluxException(Errno.EINTR);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void pingAndWeigh() {
        progress.accept("ping and memory, " + INSTANCE_SIZE + " brokers");
        try (RunningInstance first = RunningInstance.start(plan.sides().get(0), INSTANCE_SIZE);
                RunningInstance second =
                        RunningInstance.start(plan.sides().get(1), INSTANCE_SIZE)) {
            List<RunningInstance> instances = List.of(first, second);
            List<Samples> memory = samples();
            for (int side = 0; side < 2; side++) {
                memory.get(side).add(instances.get(side).residentMib(CHILD));
            }
            ping(instances, 0, "ping rank 0");
            ping(instances, CHILD, "ping a child");
            List<Samples> used = samples();
            for (int side = 0; side < 2; side++) {
                used.get(side).add(instances.get(side).residentMib(CHILD));
            }
            rows.add(row("memory of a leaf", "MiB", memory, each -> each.quantile(0.5)));
            rows.add(row("memory of a leaf, pinged", "MiB", used, each -> each.quantile(0.5)));
        }
    }

    private void ping(List<RunningInstance> instances, int rank, String what) {
        Samples ignored = new Samples();
        for (RunningInstance instance : instances) {
            instance.ping(rank, BenchPlan.WARM_UP, ignored);
        }
        List<Samples> micros = samples();
        for (int batch = 0; batch * BATCH < plan.pings(); batch++) {
            inTurns(batch, side -> instances.get(side).ping(rank, BATCH, micros.get(side)));
        }
        rows.add(row(what + ", p50", "us", micros, each -> each.quantile(0.5)));
        rows.add(row(what + ", p99", "us", micros, each -> each.quantile(0.99)));
    }

    private interface Turn {
        void take(int side);
    }

    private static void inTurns(int round, Turn turn) {
        turn.take(round % 2);
        turn.take(1 - round % 2);
    }

    private static List<Samples> samples() {
        return List.of(new Samples(), new Samples());
    }

    private static BenchRow row(
            String what, String unit, List<Samples> samples, ToDoubleFunction<Samples> value) {
        List<Double> values = new ArrayList<>();
        for (Samples each : samples) {
            values.add(value.applyAsDouble(each));
        }
        return new BenchRow(what, unit, values);
    }
}
