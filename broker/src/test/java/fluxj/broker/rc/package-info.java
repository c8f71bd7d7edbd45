/// Tests of this package.
@NullMarked
package fluxj.broker.rc;

import org.jspecify.annotations.NullMarked;
