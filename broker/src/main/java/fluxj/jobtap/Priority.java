package fluxj.jobtap;

/// What a plugin says of a job's priority. The last plugin that has an opinion counts.
public sealed interface Priority {
    /// The highest one.
    long MAX = 0xffff_ffffL;

    /// It says nothing.
    Priority NO_OPINION = new NoOpinion();

    /// The priority is not known yet: the job stays in PRIORITY until the plugin says it
    /// ([JobActions#reprioritize]).
    Priority UNAVAILABLE = new Unavailable();

    /// Nothing said.
    record NoOpinion() implements Priority {}

    /// Not known yet.
    record Unavailable() implements Priority {}

    /// A priority.
    ///
    /// @param value 0, which holds the job, up to [#MAX]
    record Value(long value) implements Priority {}

    /// This priority.
    static Priority of(long value) {
        return new Value(value);
    }
}
