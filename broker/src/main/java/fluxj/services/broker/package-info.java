/// The `broker` service: environment and built-in paths (spec 7.2). Layer 4. Read [BrokerProtocol]
/// first.
@NullMarked
package fluxj.services.broker;

import org.jspecify.annotations.NullMarked;
