/// The commands `fluxj dws`, the rabbit service as a process, and `fluxj rabbit-sim`. Layer 6.
@NullMarked
package fluxj.cli.dws;

import org.jspecify.annotations.NullMarked;
