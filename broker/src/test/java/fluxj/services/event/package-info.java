/// Tests of this package.
@NullMarked
package fluxj.services.event;

import org.jspecify.annotations.NullMarked;
