package fluxj.services.kvs;

import fluxj.services.kvs.tree.Op;

import java.util.List;

/// A commit as it waits on rank 0.
///
/// @param name what the `names` of a setroot or error event call it; empty for the service's own
///   checkpoint, which nobody waits for and which is not published
record QueuedCommit(String name, List<Op> ops, int flags) {
    /// A checkpoint of the root as it is.
    static QueuedCommit checkpoint() {
        return new QueuedCommit("", List.of(), KvsProtocol.SYNC);
    }

    boolean isPublished() {
        return !name.isEmpty();
    }

    boolean isSync() {
        return (flags & KvsProtocol.SYNC) != 0;
    }

    boolean isMergeable() {
        return (flags & (KvsProtocol.NO_MERGE | KvsProtocol.SYNC)) == 0;
    }

    /// The same, to be applied by itself.
    QueuedCommit alone() {
        return new QueuedCommit(name, ops, flags | KvsProtocol.NO_MERGE);
    }
}
