/// Tests of this package.
@NullMarked
package fluxj.core.event;

import org.jspecify.annotations.NullMarked;
