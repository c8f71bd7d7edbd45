/// Tests of this package.
@NullMarked
package fluxj.rpc;

import org.jspecify.annotations.NullMarked;
