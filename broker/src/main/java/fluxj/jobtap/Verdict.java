package fluxj.jobtap;

/// Whether a plugin lets a job in.
public sealed interface Verdict {
    /// It has nothing against it.
    Verdict ACCEPTED = new Accepted();

    /// Nothing against it.
    record Accepted() implements Verdict {}

    /// The job is refused.
    ///
    /// @param reason what the user reads, one line
    record Rejected(String reason) implements Verdict {}

    /// Refuses with a reason of one line.
    static Verdict reject(String reason) {
        return new Rejected(reason);
    }
}
