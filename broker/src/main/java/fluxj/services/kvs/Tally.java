package fluxj.services.kvs;

import fluxj.services.kvs.KvsProtocol.Spread;

/// Count, extremes, mean and deviation of numbers as they come, in Welford's way.
final class Tally {
    private long count;
    private double min;
    private double max;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        min = count == 1 ? value : Math.min(min, value);
        max = count == 1 ? value : Math.max(max, value);
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }

    Spread spread(double scale) {
        double deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
        return new Spread(
                count, (long) (min * scale), mean * scale, deviation * scale, (long) (max * scale));
    }
}
