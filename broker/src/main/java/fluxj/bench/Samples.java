package fluxj.bench;

import java.util.Arrays;

/// Measured numbers of one kind.
final class Samples {
    private double[] values = new double[64];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = value;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// The smallest value that the given share of all values does not exceed; 0.5 is the median.
    ///
    /// @throws IllegalStateException when there is no value
    double quantile(double share) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        int index = (int) Math.ceil(share * count) - 1;
        return sorted[Math.max(0, index)];
    }
}
