/// Commands beside a job's tasks, started through its shells: tools of debuggers, `flux exec
/// --jobid` (spec services 15.3). Layer 2b. Read [RexecPlugin] first.
@NullMarked
package fluxj.shellplugins.rexec;

import org.jspecify.annotations.NullMarked;
