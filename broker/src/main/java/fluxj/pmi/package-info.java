/// The PMI-1 simple protocol (RFC 13) as seen from both of its ends: lines, results, and a server
/// without sockets. Layer 0: no sockets, clock or threads. Read [PmiServer] first.
@NullMarked
package fluxj.pmi;

import org.jspecify.annotations.NullMarked;
