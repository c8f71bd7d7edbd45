package fluxj.bench;

import java.util.List;
import java.util.Set;

/// What to measure.
///
/// @param sides who takes part, in the order of the columns
/// @param sections which parts are run
/// @param sizes how many brokers to start and stop
/// @param rounds how often each start is done on each side
/// @param pings how many pings to each rank are timed on each side
/// @param seconds how long each rate is measured on each side, in all
/// @param keys how many keys the instances have that are started again
/// @param jobs how many jobs are run at once
/// @param restartJobs how many jobs the instances have had that are started again
public record BenchPlan(
        List<Side> sides,
        Set<Section> sections,
        List<Integer> sizes,
        int rounds,
        int pings,
        int seconds,
        List<Integer> keys,
        List<Integer> jobs,
        List<Integer> restartJobs) {
    /// How many are sent before the clock runs, so that both sides are warm.
    static final int WARM_UP = 10_000;
}
