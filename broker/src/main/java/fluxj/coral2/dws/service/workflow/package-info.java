/// What the rabbit service knows of a job's workflow, and what follows from it (spec coral2 4.6).
/// Layer 6. Read [WorkflowRules] first.
@NullMarked
package fluxj.coral2.dws.service.workflow;

import org.jspecify.annotations.NullMarked;
