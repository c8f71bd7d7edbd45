/// The broker: everything of one rank, wired together. Layer 5: it alone makes services. Read
/// [Broker], then [BrokerCore] and [BrokerModules].
@NullMarked
package fluxj.broker;

import org.jspecify.annotations.NullMarked;
