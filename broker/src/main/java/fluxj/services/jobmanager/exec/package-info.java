/// The execution system, as the job manager uses it (spec services 11.4). Layer 4. Read [ExecLink].
@NullMarked
package fluxj.services.jobmanager.exec;

import org.jspecify.annotations.NullMarked;
