package fluxj.services.schedsimple.pool;

/// Which of the nodes that would do a job gets.
public enum Fit {
    /// Those with the most free cores, then GPUs: jobs are spread.
    WORST,
    /// Those with the fewest: nodes are filled.
    BEST,
    /// Those with the lowest ranks.
    FIRST
}
