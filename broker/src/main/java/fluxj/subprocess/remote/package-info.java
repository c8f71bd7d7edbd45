/// A subprocess server over RPC (RFC 42): what a broker's `rexec` and the `rexec` of a job's shells
/// have in common. Layer 2. Read [RemoteExec] first.
@NullMarked
package fluxj.subprocess.remote;

import org.jspecify.annotations.NullMarked;
