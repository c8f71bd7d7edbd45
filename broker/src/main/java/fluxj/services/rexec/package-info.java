/// The `rexec` service: the subprocess server of RFC 42 over RPC (spec broker 7.8). Layer 4. Read
/// [RexecProtocol] and [RexecService] first; the work is done in `fluxj.subprocess` and its
/// `remote`. A process whose reader is slow is held back (docs/backpressure.md).
@NullMarked
package fluxj.services.rexec;

import org.jspecify.annotations.NullMarked;
