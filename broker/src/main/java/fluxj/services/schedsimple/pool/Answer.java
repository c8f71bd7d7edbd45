package fluxj.services.schedsimple.pool;

import fluxj.job.ResourceSet;

/// What comes of a request.
public sealed interface Answer {
    /// The job has these.
    record Allocated(ResourceSet resources) implements Answer {}

    /// There is not enough free now.
    record Insufficient() implements Answer {}

    /// There will never be enough.
    ///
    /// @param reason in Flux's words
    record Infeasible(String reason) implements Answer {}
}
