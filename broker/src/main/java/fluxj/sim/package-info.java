/// Whole instances on one thread with a virtual clock, a seed, and links that break when told to.
/// Layer 6. The brokers are the real ones; only time, chance, network and processes are not. Read
/// [Sim] first, then [SimCluster], which is what a scenario is told with, and [SimInvariants],
/// which are looked at after every event.
@NullMarked
package fluxj.sim;

import org.jspecify.annotations.NullMarked;
