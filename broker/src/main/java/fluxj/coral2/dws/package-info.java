/// Jobs with storage on rabbits, as the job manager sees them (spec coral2 4.2): the plugin
/// `dws-jobtap` holds them until the service has made, mounted and cleared their file systems.
/// [DwsProtocol] is what the two say to each other. Layer 4.
@NullMarked
package fluxj.coral2.dws;

import org.jspecify.annotations.NullMarked;
