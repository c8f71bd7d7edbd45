/// Records what clients did to a KVS and what they were told, and judges it. [Workload] makes a
/// [History] in any world that a [BrokerAccess] leads into: real processes or the simulator.
/// [HistoryChecker] says what of it a KVS may not do.
@NullMarked
package fluxj.it.history;

import org.jspecify.annotations.NullMarked;
