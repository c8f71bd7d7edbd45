/// Tests of this package.
@NullMarked
package fluxj.broker;

import org.jspecify.annotations.NullMarked;
