/// Tests of drain states.
@NullMarked
package fluxj.services.resource.drain;

import org.jspecify.annotations.NullMarked;
