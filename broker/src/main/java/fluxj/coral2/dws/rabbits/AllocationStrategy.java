package fluxj.coral2.dws.rabbits;

/// How the parts of a file system are laid out over rabbits (spec coral2 4.7).
public enum AllocationStrategy {
    /// One for each compute node.
    PER_COMPUTE("AllocatePerCompute"),
    /// Pieces of it on as many rabbits as there are.
    ACROSS_SERVERS("AllocateAcrossServers"),
    /// One.
    SINGLE_SERVER("AllocateSingleServer");

    private final String word;

    AllocationStrategy(String word) {
        this.word = word;
    }

    /// Whether it is the strategy of that name.
    boolean is(String name) {
        return word.equals(name);
    }

    /// As objects have it.
    @Override
    public String toString() {
        return word;
    }
}
