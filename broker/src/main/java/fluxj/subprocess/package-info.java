/// The subprocess server of RFC 42 without its RPCs: commands, their output and input, waiting,
/// attaching, background processes. The broker uses it directly for what it runs itself, and
/// `services.rexec` for everybody else. Layer 2. Read [SubprocessServer] first.
@NullMarked
package fluxj.subprocess;

import org.jspecify.annotations.NullMarked;
