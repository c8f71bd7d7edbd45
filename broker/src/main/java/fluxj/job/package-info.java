/// Values of jobs: ids, resource sets (RFC 20) and constraints (RFC 31), states, results, flags,
/// urgencies, and eventlogs (RFC 18) with how they are printed; below it [fluxj.job.spec], what a
/// job asks for. Layer 0.
@NullMarked
package fluxj.job;

import org.jspecify.annotations.NullMarked;
