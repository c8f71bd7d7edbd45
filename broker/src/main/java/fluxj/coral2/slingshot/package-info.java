/// Slingshot's virtual network identifiers (spec coral2 3): a job manager plugin reserves some for
/// each job. Unlike flux-coral2's it knows after a restart what running jobs have. The NICs are
/// `fluxj.platform.cxi`'s. Layer 4. Read [VniReservation], then [VniPool].
@NullMarked
package fluxj.coral2.slingshot;

import org.jspecify.annotations.NullMarked;
