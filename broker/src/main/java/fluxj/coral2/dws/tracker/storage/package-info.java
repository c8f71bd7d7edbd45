/// What Kubernetes knows of the file systems of jobs, as far as the tracker looks: objects read
/// leniently, and the questions that fetch them. Layer 6. Read [RabbitStorage] first.
@NullMarked
package fluxj.coral2.dws.tracker.storage;

import org.jspecify.annotations.NullMarked;
