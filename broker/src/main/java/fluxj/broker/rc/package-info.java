/// rc1 and rc3 of a broker that has no `flux modprobe` beside it: its own modules, in the order of
/// the start table, and what rank 0 does around them (spec services 0). Layer 5. Read [InProcessRc]
/// first.
@NullMarked
package fluxj.broker.rc;

import org.jspecify.annotations.NullMarked;
