/// The platform on Linux: processes by posix_spawn, signals, users, terminals. The only place that
/// calls the C library; functions are linked when they are first needed, so a broker that starts no
/// process pays nothing. Layer 1. Read [OsProcessSpawner] first.
@NullMarked
package fluxj.platform.os;

import org.jspecify.annotations.NullMarked;
