/// What tasks of a rabbit job find in their environment (spec coral2 4.11): where their file
/// systems are mounted. Layer 2b. Read [DwsEnvironmentPlugin] first.
@NullMarked
package fluxj.shellplugins.dws;

import org.jspecify.annotations.NullMarked;
