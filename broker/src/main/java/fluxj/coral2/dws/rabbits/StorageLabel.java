package fluxj.coral2.dws.rabbits;

import java.util.Optional;

/// What a part of a file system is (spec coral2 4.7).
enum StorageLabel {
    XFS("xfs", AllocationStrategy.PER_COMPUTE),
    GFS2("gfs2", AllocationStrategy.PER_COMPUTE),
    RAW("raw", AllocationStrategy.PER_COMPUTE),
    OST("ost", AllocationStrategy.ACROSS_SERVERS),
    MDT("mdt", AllocationStrategy.ACROSS_SERVERS),
    MGT("mgt", AllocationStrategy.SINGLE_SERVER),
    MGTMDT("mgtmdt", AllocationStrategy.ACROSS_SERVERS);

    private final String word;
    private final AllocationStrategy strategy;

    StorageLabel(String word, AllocationStrategy strategy) {
        this.word = word;
        this.strategy = strategy;
    }

    static Optional<StorageLabel> of(String word) {
        for (StorageLabel label : values()) {
            if (label.word.equals(word)) {
                return Optional.of(label);
            }
        }
        return Optional.empty();
    }

    /// The strategy that goes with it.
    AllocationStrategy strategy() {
        return strategy;
    }

    /// A part of a Lustre file system, which the nodes of a job share; the others are each node's
    /// own.
    boolean isLustre() {
        return strategy != AllocationStrategy.PER_COMPUTE;
    }

    /// As objects have it.
    @Override
    public String toString() {
        return word;
    }
}
