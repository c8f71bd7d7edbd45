package fluxj.job;

/// What a job may be submitted with besides its jobspec. Sets of flags are bit masks.
public enum JobFlag {
    /// The jobspec is signed already; of clients alone.
    PRE_SIGNED(1),
    /// Events of the job tell more than usual.
    DEBUG(2),
    /// Somebody will wait for it by `job-manager.wait`.
    WAITABLE(4),
    /// The jobspec is not looked at.
    NOVALIDATE(8);

    private final int bit;

    JobFlag(int bit) {
        this.bit = bit;
    }

    /// Its bit in a mask.
    public int bit() {
        return bit;
    }

    /// True when it is one of a mask.
    public boolean isIn(int mask) {
        return (bit & mask) != 0;
    }
}
