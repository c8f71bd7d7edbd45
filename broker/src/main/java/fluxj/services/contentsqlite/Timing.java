package fluxj.services.contentsqlite;

import fluxj.services.contentsqlite.ContentSqliteProtocol.Times;

/// Count, extremes, mean and deviation of durations, kept without the durations.
final class Timing {
    private static final double NANOS_PER_MILLI = 1e6;

    private int count;
    private double min;
    private double max;
    private double mean;
    private double squares;

    void add(long nanos) {
        double value = nanos / NANOS_PER_MILLI;
        min = count == 0 ? value : Math.min(min, value);
        max = count == 0 ? value : Math.max(max, value);
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }

    Times times() {
        double deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
        return new Times(count, min, max, mean, deviation);
    }
}
