/// Tests of this package.
@NullMarked
package fluxj.coral2.dws.rabbits;

import org.jspecify.annotations.NullMarked;
