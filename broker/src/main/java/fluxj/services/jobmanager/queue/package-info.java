/// The queues of the job manager (RFC 33, spec services 11.7): what is configured, what the
/// administrator did to them, and the checkpoint of that. Pure state. Layer 4. Read [Queues] first.
@NullMarked
package fluxj.services.jobmanager.queue;

import org.jspecify.annotations.NullMarked;
