/// Which nodes are drained: the state, and how it is made again from what was stored. Layer 4,
/// pure. Read [DrainState].
@NullMarked
package fluxj.services.resource.drain;

import org.jspecify.annotations.NullMarked;
