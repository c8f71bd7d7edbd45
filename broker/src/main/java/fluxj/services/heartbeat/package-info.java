/// The `heartbeat` module: a pulse from rank 0, and what a follower does when it misses it (spec
/// broker 7.9). Layer 4. Read [HeartbeatProtocol] first.
@NullMarked
package fluxj.services.heartbeat;

import org.jspecify.annotations.NullMarked;
