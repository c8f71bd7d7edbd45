/// The program `fluxj shell`: a job shell in a process of its own. Layer 6. Read [ShellCommand]
/// first.
@NullMarked
package fluxj.cli.shell;

import org.jspecify.annotations.NullMarked;
