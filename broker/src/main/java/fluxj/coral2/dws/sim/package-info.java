/// The rabbit simulator: what the controllers of Data Workflow Services and of near node flash do
/// with workflows, done without rabbits, on any Kubernetes API, and what can go wrong with it, done
/// on request. Layer 6. Read [RabbitSim] first.
@NullMarked
package fluxj.coral2.dws.sim;

import org.jspecify.annotations.NullMarked;
