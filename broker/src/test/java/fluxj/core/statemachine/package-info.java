/// Tests of this package.
@NullMarked
package fluxj.core.statemachine;

import org.jspecify.annotations.NullMarked;
