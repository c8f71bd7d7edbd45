/// Jobs that need resources, and the scheduler that gives them (RFC 27, spec services 9, 11.3,
/// 19.8). Layer 4. Read [SchedLink] first.
@NullMarked
package fluxj.services.jobmanager.alloc;

import org.jspecify.annotations.NullMarked;
