/// The list of jobs as the commands call it. Layer 4; nothing here serves it, a module of flux-core
/// may. Read [JobListProtocol].
@NullMarked
package fluxj.services.joblist;

import org.jspecify.annotations.NullMarked;
