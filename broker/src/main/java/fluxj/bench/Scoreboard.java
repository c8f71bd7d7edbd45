package fluxj.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Takes the measurements of the two sides in turns and keeps the rows. Who begins alternates, so
/// that whatever else the machine does falls on both.
final class Scoreboard {
    /// Measures one value of one side.
    interface Measure {
        double of(int side);
    }

    private final Consumer<String> progress;
    private final List<BenchRow> rows = new ArrayList<>();

    Scoreboard(Consumer<String> progress) {
        this.progress = progress;
    }

    void say(String what) {
        progress.accept(what);
    }

    void add(BenchRow row) {
        rows.add(row);
    }

    List<BenchRow> rows() {
        return List.copyOf(rows);
    }

    /// Adds the medians of some rounds as a row. Tells how busy the thread was that measures, which
    /// must not be what is measured.
    void median(String what, String unit, int rounds, Measure measure) {
        List<Samples> samples = List.of(new Samples(), new Samples());
        long start = System.nanoTime();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < 2; turn++) {
                int side = (round + turn) % 2;
                samples.get(side).add(measure.of(side));
            }
        }
        long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        rows.add(
                new BenchRow(
                        what,
                        unit,
                        List.of(samples.get(0).quantile(0.5), samples.get(1).quantile(0.5))));
        long busy = Math.round(100.0 * used / (System.nanoTime() - start));
        say(what + " done, client " + busy + " % busy");
    }
}
