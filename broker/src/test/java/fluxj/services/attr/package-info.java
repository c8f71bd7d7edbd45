/// Tests of this package.
@NullMarked
package fluxj.services.attr;

import org.jspecify.annotations.NullMarked;
