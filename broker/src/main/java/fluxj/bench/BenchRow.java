package fluxj.bench;

import java.util.List;

/// One line of the result.
///
/// @param what what was measured
/// @param unit of the values
/// @param values one for each side, or the first side's alone
public record BenchRow(String what, String unit, List<Double> values) {
    /// False when the other side has no such thing.
    public boolean compares() {
        return values.size() > 1;
    }

    /// The first side's value in relation to the second's.
    public double ratio() {
        return values.get(0) / values.get(1);
    }

    /// How many times better the first side is: as [#ratio] for a rate, the inverse for a time or a
    /// size.
    public double gain() {
        return unit.endsWith("/s") ? ratio() : 1 / ratio();
    }
}
