/// Commits and lookups as pure functions over an immutable root and whatever blobs are at hand
/// (spec services 19.2, 19.3): no broker, no clock, no I/O. Layer 4, inside kvs. Read [CommitCore]
/// and [TreeLookup] first.
@NullMarked
package fluxj.services.kvs.tree;

import org.jspecify.annotations.NullMarked;
