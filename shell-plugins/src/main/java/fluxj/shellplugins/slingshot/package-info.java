/// What programs on Slingshot find in their environment (spec coral2 3.2): the virtual networks
/// that the job has, and the services of the NICs by which it may use them. Layer 2b. Read
/// [SlingshotPlugin] first.
@NullMarked
package fluxj.shellplugins.slingshot;

import org.jspecify.annotations.NullMarked;
