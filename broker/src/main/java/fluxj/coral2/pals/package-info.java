/// What Cray MPI needs of the job manager (spec coral2 2): two control ports and a secret for each
/// job that runs on more than one node. Layer 4. Read [PortDistributor], then [PortPool].
@NullMarked
package fluxj.coral2.pals;

import org.jspecify.annotations.NullMarked;
