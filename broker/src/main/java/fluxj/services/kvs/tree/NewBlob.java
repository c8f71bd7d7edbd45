package fluxj.services.kvs.tree;

import fluxj.format.Blobref;
import fluxj.treeobj.Dir;
import fluxj.wire.Payload;

import java.util.Optional;

/// A blob that a commit needs in the content store.
///
/// @param directory what it decodes to when it is a directory
public record NewBlob(Blobref ref, Payload bytes, Optional<Dir> directory) {}
