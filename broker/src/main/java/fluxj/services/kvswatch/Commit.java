package fluxj.services.kvswatch;

import fluxj.format.Blobref;

/// A root of a namespace.
record Commit(int rootseq, Blobref root) {
    /// Reads a root from a message.
    ///
    /// @throws fluxj.format.FormatException when it is no blob reference
    static Commit of(int rootseq, String rootref) {
        return new Commit(rootseq, Blobref.parse(rootref));
    }
}
