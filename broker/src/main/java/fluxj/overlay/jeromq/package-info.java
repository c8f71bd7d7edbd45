/// The overlay transport on JeroMQ, chosen with `tbon.transport = "jeromq"`: a second opinion that
/// keeps our own engine honest. Slower, and without `ipc://`, TCP_USER_TIMEOUT and connect timeout.
/// Layer 3. Read [JeromqTransport] first, then [JeromqLoop].
@NullMarked
package fluxj.overlay.jeromq;

import org.jspecify.annotations.NullMarked;
