package fluxj.shellplugins.pmi;

import java.util.OptionalInt;

/// The place of a shell in a tree of all shells of the job, in which each has up to so many below
/// it.
///
/// @param parent the rank of the shell above; empty for the leader
/// @param children how many are directly below
record ShellTree(OptionalInt parent, int children) {
    /// @param fanout how many a shell has below it, if there are enough
    static ShellTree of(int fanout, int rank, int size) {
        long first = (long) fanout * rank + 1;
        int children = Math.clamp(size - first, 0, fanout);
        return new ShellTree(
                rank == 0 ? OptionalInt.empty() : OptionalInt.of((rank - 1) / fanout), children);
    }
}
