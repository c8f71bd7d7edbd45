package fluxj.bench;

import java.util.List;

/// What to measure.
///
/// @param sides who takes part, in the order of the columns
/// @param sizes how many brokers to start and stop
/// @param rounds how often each size is started on each side
/// @param pings how many pings to each rank are timed on each side
public record BenchPlan(List<Side> sides, List<Integer> sizes, int rounds, int pings) {
    /// How many are sent before the clock runs, so that both sides are warm.
    static final int WARM_UP = 10_000;
}
