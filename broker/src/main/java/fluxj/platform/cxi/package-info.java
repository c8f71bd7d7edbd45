/// The NICs of Slingshot, as libcxi shows them (spec coral2 3). Most machines have neither library
/// nor NICs. Layer 1. Read [Cxi] first.
@NullMarked
package fluxj.platform.cxi;

import org.jspecify.annotations.NullMarked;
