/// PMI for the tasks of a job (RFC 13, spec services 15.6): MPI programs and Flux brokers find each
/// other by it. Layer 2b. Read [PmiPlugin] first; the protocol itself is in [fluxj.pmi].
@NullMarked
package fluxj.shellplugins.pmi;

import org.jspecify.annotations.NullMarked;
