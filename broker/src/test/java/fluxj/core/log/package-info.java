/// Tests of this package.
@NullMarked
package fluxj.core.log;

import org.jspecify.annotations.NullMarked;
