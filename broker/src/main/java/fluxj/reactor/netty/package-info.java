/// The reactor of production: one Netty event loop a broker, epoll where Linux has it, NIO
/// elsewhere. Layer 1; the only package besides the socket owners that sees Netty.
@NullMarked
package fluxj.reactor.netty;

import org.jspecify.annotations.NullMarked;
