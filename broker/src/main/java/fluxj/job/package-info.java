/// Values of jobs: their ids, eventlogs (RFC 18) and how they are printed. Layer 0.
@NullMarked
package fluxj.job;

import org.jspecify.annotations.NullMarked;
