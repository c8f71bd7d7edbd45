/// The hardware of a host: read from `/sys`, written and read as hwloc's XML. Layer 1, pure but for
/// the files. Read [LocalHost] and [HostTopology].
@NullMarked
package fluxj.platform.topology;

import org.jspecify.annotations.NullMarked;
