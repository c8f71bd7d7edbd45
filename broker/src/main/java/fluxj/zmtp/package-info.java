/// ZMTP 3.1 (ZeroMQ RFC 37, with CURVE of RFC 25 and 26) as state machines over buffers: greeting,
/// handshake, frames. Layer 0: no sockets, no clock, no threads, so every byte sequence can be
/// tested. Read [ZmtpSession] first, then [CurveServerHandshake].
@NullMarked
package fluxj.zmtp;

import org.jspecify.annotations.NullMarked;
