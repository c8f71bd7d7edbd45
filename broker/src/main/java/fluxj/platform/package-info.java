/// Everything a broker touches besides sockets and timers: wall clock, processes, signals, host
/// facts. Interfaces here; the operating system in `platform.os`. Layer 1. Read [ProcessSpawner]
/// and [HostFacts] first.
@NullMarked
package fluxj.platform;

import org.jspecify.annotations.NullMarked;
