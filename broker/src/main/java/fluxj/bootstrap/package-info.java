/// How a broker learns its rank, the size of its instance and its peers: a host table, PMI, or
/// being alone (spec broker 3, 4). Layer 3. Read [BootstrapProtocol] first.
@NullMarked
package fluxj.bootstrap;

import org.jspecify.annotations.NullMarked;
