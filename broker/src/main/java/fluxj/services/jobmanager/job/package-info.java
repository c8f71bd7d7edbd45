/// A job and what changes it (RFC 21), without the world around it: [Job], the [JobEvent]s it can
/// have, the transitions that apply them, the next steps that follow, and the engine that runs them
/// in order. The lowest floor of the job manager. Layer 4.
@NullMarked
package fluxj.services.jobmanager.job;

import org.jspecify.annotations.NullMarked;
