/// RFC 3 messages as immutable values, their codec, and the framing of stream sockets. Layer 0: no
/// sockets, clock or threads. Read [Message] and [MessageCodec] first.
@NullMarked
package fluxj.wire;

import org.jspecify.annotations.NullMarked;
