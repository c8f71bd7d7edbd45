/// The list of jobs, fed by the job manager's journal (RFC 21, RFC 43). Layer 4. Read
/// [JobListProtocol].
@NullMarked
package fluxj.services.joblist;

import org.jspecify.annotations.NullMarked;
