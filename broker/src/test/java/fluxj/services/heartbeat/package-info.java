/// Tests of the heartbeat module.
@NullMarked
package fluxj.services.heartbeat;

import org.jspecify.annotations.NullMarked;
