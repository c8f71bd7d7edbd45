/// The `sched-simple` module: first come, first served, by priority (RFC 27, spec services 9).
/// Layer 4; below it `pool`. Read [fluxj.services.jobmanager.SchedProtocol], then
/// [SchedSimpleService].
@NullMarked
package fluxj.services.schedsimple;

import org.jspecify.annotations.NullMarked;
