package fluxj.services.kvs.tree;

import fluxj.format.Blobref;
import fluxj.treeobj.Dir;

import java.util.Optional;

/// The blobs at hand. An absent one is not an error: the caller loads it and asks again.
public interface Blobs {
    /// The directory of that blob.
    ///
    /// @throws fluxj.errors.FluxException ENOTRECOVERABLE when the blob is there but is no
    ///   directory
    Optional<Dir> directory(Blobref ref);

    /// The bytes of a value's blob.
    Optional<byte[]> bytes(Blobref ref);
}
