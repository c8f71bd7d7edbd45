/// The overlay transport that is ours: ZMTP 3.1 on Netty, on the broker's own loop, with epoll
/// where Linux has it. Layer 3. Read [ZmtpTransport] first, then [ZmtpLink].
@NullMarked
package fluxj.overlay.zmtp;

import org.jspecify.annotations.NullMarked;
