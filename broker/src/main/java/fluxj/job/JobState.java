package fluxj.job;

import java.util.Optional;

/// Where a job is on its way (RFC 21). Sets of states are bit masks.
public enum JobState {
    /// Just submitted, not yet accepted.
    NEW(1, "N"),
    /// Waits for its dependencies.
    DEPEND(2, "D"),
    /// Waits for a priority.
    PRIORITY(4, "P"),
    /// Waits for resources.
    SCHED(8, "S"),
    /// Has resources and is about to run or runs.
    RUN(16, "R"),
    /// Has run or will not; gives back what it has.
    CLEANUP(32, "C"),
    /// Over.
    INACTIVE(64, "I");

    /// States of a job that has no resources yet.
    public static final int PENDING = DEPEND.bit | PRIORITY.bit | SCHED.bit;

    /// States of a job that may have resources.
    public static final int RUNNING = RUN.bit | CLEANUP.bit;

    /// States of a job that is not over.
    public static final int ACTIVE = PENDING | RUNNING;

    private final int bit;
    private final String letter;

    JobState(int bit, String letter) {
        this.bit = bit;
        this.letter = letter;
    }

    /// Its bit in a mask.
    public int bit() {
        return bit;
    }

    /// Its one letter in lists.
    public String letter() {
        return letter;
    }

    /// True when it is one of a mask.
    public boolean isIn(int mask) {
        return (bit & mask) != 0;
    }

    /// The state of that bit.
    public static Optional<JobState> ofBit(int bit) {
        for (JobState state : values()) {
            if (state.bit == bit) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
