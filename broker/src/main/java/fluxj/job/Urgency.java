package fluxj.job;

/// How urgent people say a job is, 0 to 31 (RFC 30), and what priority comes of it.
public final class Urgency {
    /// Not to be run for now.
    public static final int HOLD = 0;

    /// What a job has when nobody says anything; the most that a guest may ask for.
    public static final int DEFAULT = 16;

    /// Before all others.
    public static final int EXPEDITE = 31;

    /// The priority that is held.
    public static final long PRIORITY_MIN = 0;

    /// The priority before all others.
    public static final long PRIORITY_MAX = 0xffffffffL;

    private Urgency() {}

    /// True for an urgency that a job can have.
    public static boolean isValid(int urgency) {
        return urgency >= HOLD && urgency <= EXPEDITE;
    }
}
