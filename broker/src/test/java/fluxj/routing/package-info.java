/// Tests of routing.
@NullMarked
package fluxj.routing;

import org.jspecify.annotations.NullMarked;
