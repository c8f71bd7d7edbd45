/// The rabbit service `dws`: drives the workflows of jobs in Kubernetes, and tells the job manager
/// when their storage is there and when it is gone (spec coral2 4.3 to 4.10). Layer 6.
/// [WorkflowService] is what runs; [WorkflowRules] says what is to be done when, [WorkflowEvents]
/// does it.
@NullMarked
package fluxj.coral2.dws.service;

import org.jspecify.annotations.NullMarked;
