/// What directives need of rabbits, what Servers ask for, and whether there is room for it. Layer
/// 6. Read [RabbitSpace] first.
@NullMarked
package fluxj.coral2.dws.sim.allocation;

import org.jspecify.annotations.NullMarked;
