/// Tests of the reading of hardware.
@NullMarked
package fluxj.services.resource.topology;

import org.jspecify.annotations.NullMarked;
