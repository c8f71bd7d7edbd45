/// Jobs with storage on rabbits, from the submission to the last object in Kubernetes: brokers, the
/// service and the simulator as processes.
@NullMarked
package fluxj.it.rabbit;

import org.jspecify.annotations.NullMarked;
