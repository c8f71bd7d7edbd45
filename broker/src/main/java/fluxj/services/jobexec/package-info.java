/// Job execution as the broker calls it. Layer 4; nothing here serves it, a module of flux-core
/// may. Read [JobExecProtocol].
@NullMarked
package fluxj.services.jobexec;

import org.jspecify.annotations.NullMarked;
