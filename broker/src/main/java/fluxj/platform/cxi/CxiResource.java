package fluxj.platform.cxi;

/// What a NIC has a limited number of, in the library's order.
public enum CxiResource {
    /// Portal table entries.
    PTE("PTEs", 6, 2048),
    /// Transmit queues.
    TXQ("TXQs", 2, 2048),
    /// Target queues.
    TGQ("TGQs", 1, 1024),
    /// Event queues.
    EQ("EQs", 2, 2047),
    /// Counters.
    CT("CTs", 1, 2047),
    /// List entries.
    LE("LEs", 16, 16_384),
    /// Trigger list entries.
    TLE("TLEs", 1, 0),
    /// Address contexts.
    AC("ACs", 2, 1022);

    private final String title;
    private final int perCore;
    private final int most;

    CxiResource(String title, int perCore, int most) {
        this.title = title;
        this.perCore = perCore;
        this.most = most;
    }

    /// The word for it in a list.
    public String title() {
        return title;
    }

    /// What a job with so many cores on the node may have of it (spec coral2 3.3).
    ///
    /// @param available how many the NIC has
    public CxiLimit limit(int cores, int available) {
        int max = Math.min(most == 0 ? cores : most, available);
        return new CxiLimit(max, Math.min(perCore * cores, max));
    }
}
