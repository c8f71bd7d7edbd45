/// Tests of this package.
@NullMarked
package fluxj.services.log;

import org.jspecify.annotations.NullMarked;
