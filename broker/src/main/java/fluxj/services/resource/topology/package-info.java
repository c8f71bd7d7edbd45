/// The hardware of a host as the resource module sees it: read from `/sys`, written and read as
/// hwloc's XML. Layer 4, pure but for the files. Read [HostTopology].
@NullMarked
package fluxj.services.resource.topology;

import org.jspecify.annotations.NullMarked;
