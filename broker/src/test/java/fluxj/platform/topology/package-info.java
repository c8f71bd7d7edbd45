/// Tests of the reading of hardware.
@NullMarked
package fluxj.platform.topology;

import org.jspecify.annotations.NullMarked;
