package fluxj.services.kvswatch;

import fluxj.format.Blobref;

/// A root of a namespace.
record CommittedRoot(int rootseq, Blobref root) {
    /// Reads a root from a message.
    ///
    /// @throws fluxj.format.FormatException when it is no blob reference
    static CommittedRoot of(int rootseq, String rootref) {
        return new CommittedRoot(rootseq, Blobref.parse(rootref));
    }
}
