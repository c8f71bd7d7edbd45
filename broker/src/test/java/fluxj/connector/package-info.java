/// Tests of the local connector over real sockets.
@NullMarked
package fluxj.connector;

import org.jspecify.annotations.NullMarked;
