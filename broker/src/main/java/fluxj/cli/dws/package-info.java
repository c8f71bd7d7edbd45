/// The command `fluxj dws`: the rabbit service as a process. Layer 6.
@NullMarked
package fluxj.cli.dws;

import org.jspecify.annotations.NullMarked;
