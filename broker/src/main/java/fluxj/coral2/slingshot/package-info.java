/// Slingshot's virtual network identifiers (spec coral2 3): a job manager plugin reserves some for
/// each job, and [Cxi] is the library that the node's NICs are told by. Unlike flux-coral2's, the
/// plugin knows after a restart what running jobs have. Layer 4. Read [VniReservation], then
/// [VniPool].
@NullMarked
package fluxj.coral2.slingshot;

import org.jspecify.annotations.NullMarked;
