/// The objects a KVS tree is made of (RFC 11) and their one canonical serialisation, and keys.
/// Layer 0: no sockets, clock or threads. Read [Treeobj] and [KvsKey] first.
@NullMarked
package fluxj.treeobj;

import org.jspecify.annotations.NullMarked;
