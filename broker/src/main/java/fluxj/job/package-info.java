/// Values of jobs: ids, jobspecs (RFC 14) and their resources in numbers, states, results, flags,
/// urgencies, and eventlogs (RFC 18) with how they are printed. Layer 0.
@NullMarked
package fluxj.job;

import org.jspecify.annotations.NullMarked;
