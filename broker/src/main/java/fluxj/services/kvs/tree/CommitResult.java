package fluxj.services.kvs.tree;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;

import java.util.List;
import java.util.Set;

/// What became of a commit. Nothing has changed yet, whichever it is.
public sealed interface CommitResult {
    /// A new root, and the blobs that must be in the content store before it may be published, in
    /// the order they were made; those that are there already among them.
    ///
    /// @param keys the normalised keys of all operations, each once, in order
    record NewRoot(Blobref root, List<NewBlob> blobs, List<String> keys) implements CommitResult {}

    /// These directories are not at hand; load them and try again from the beginning.
    record Missing(Set<Blobref> refs) implements CommitResult {}

    /// An operation cannot be done; none was.
    record Refused(FluxException error) implements CommitResult {}
}
