/// Tests of this package.
@NullMarked
package fluxj.services.statemachine;

import org.jspecify.annotations.NullMarked;
