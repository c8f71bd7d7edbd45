/// Ends an instance on request, and shows the log to the one who asked until it is over (spec
/// broker 6.4). Layer 3. Read [ShutdownProtocol] first.
@NullMarked
package fluxj.core.shutdown;

import org.jspecify.annotations.NullMarked;
