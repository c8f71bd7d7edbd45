/// What Open MPI wants to be told. Layer 2b. Read [OpenMpiPlugin].
@NullMarked
package fluxj.shellplugins.openmpi;

import org.jspecify.annotations.NullMarked;
