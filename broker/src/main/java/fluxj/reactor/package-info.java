/// The single logical thread of a broker: time, timers, chance, promises and the way out to slow
/// work. Layer 1. Read [Reactor] and [Promise] first.
@NullMarked
package fluxj.reactor;

import org.jspecify.annotations.NullMarked;
