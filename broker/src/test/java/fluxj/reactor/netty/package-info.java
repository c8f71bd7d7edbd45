/// Tests of the reactor on Netty's event loop.
@NullMarked
package fluxj.reactor.netty;

import org.jspecify.annotations.NullMarked;
