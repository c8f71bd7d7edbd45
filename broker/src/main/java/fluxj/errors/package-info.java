/// Errors that cross an RPC: a Linux errno and one line of text. Layer 0: pure values. Read [Errno]
/// and [FluxException] first.
@NullMarked
package fluxj.errors;

import org.jspecify.annotations.NullMarked;
