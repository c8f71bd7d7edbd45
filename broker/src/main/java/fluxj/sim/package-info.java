/// Whole instances on one thread with a virtual clock, a seed, and links that break when told to.
/// Layer 6. The brokers are the real ones; only time, chance and network are not. Read [Sim] first,
/// then [SimReactor] and [SimNetwork].
@NullMarked
package fluxj.sim;

import org.jspecify.annotations.NullMarked;
