/// The `broker` service: environment and built-in paths (spec broker 7.2). Layer 3. Read
/// [BrokerProtocol] first.
@NullMarked
package fluxj.core.broker;

import org.jspecify.annotations.NullMarked;
