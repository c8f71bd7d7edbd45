/// Tests of this package.
@NullMarked
package fluxj.core.attr;

import org.jspecify.annotations.NullMarked;
