/// The `job-shell` service: job shells inside the broker, so that a job's start is one process a
/// task and none for the shell. It speaks rexec's protocol, with the shell's number in place of a
/// process id. Beyond flux-core, what a job leaves on the node when its shell has ended, in
/// whatever home, is ended and removed within a second or two ([JobSweep]). Layer 4. Read
/// [JobShellProtocol] and [JobShellService] first; the work is done in `fluxj.shell`.
@NullMarked
package fluxj.services.jobshell;

import org.jspecify.annotations.NullMarked;
