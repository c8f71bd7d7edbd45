/// The module `job-exec`: runs jobs for the job manager (spec services 12, 19.9). Layer 4. Read
/// [JobExecService], then [JobMachine], which decides what a job does, and [JobRun], which does it;
/// [ShellLauncher] is where shells come from.
@NullMarked
package fluxj.services.jobexec;

import org.jspecify.annotations.NullMarked;
