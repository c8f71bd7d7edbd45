/// The job shell (RFC 22, spec services 15): one for each node of a job. It lays the job's tasks
/// out, starts them, and leaves what happens to them to plugins ([fluxj.shell.spi]). Layer 2b: over
/// the module API alone, so that it runs unchanged in the broker's JVM and in a process of its own,
/// which a [ShellHost] stands for. Read [JobShell] first.
@NullMarked
package fluxj.shell;

import org.jspecify.annotations.NullMarked;
