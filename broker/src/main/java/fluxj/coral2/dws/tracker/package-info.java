/// The tracker of jobs with storage on rabbits (spec coral2 5): what a job's eventlog, its workflow
/// and the workflow's children say together, why it stays where it is, what each way out would do,
/// and what Kubernetes and Flux know of that the other does not. Layer 6. Read [RabbitJobPicture]
/// and [Consequences] first; both are pure.
@NullMarked
package fluxj.coral2.dws.tracker;

import org.jspecify.annotations.NullMarked;
