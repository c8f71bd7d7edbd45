/// The built-in module `groups`: which brokers are in which named group, known for its own subtree
/// on each broker and for all of them on rank 0 (spec broker 6.6). Layer 4. Read [GroupsProtocol]
/// and [GroupBatch] first.
@NullMarked
package fluxj.services.groups;

import org.jspecify.annotations.NullMarked;
