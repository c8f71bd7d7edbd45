/// Standard input of tasks: what is sent to the leader, or files (spec services 15.5). Layer 2b.
/// Read [InputPlugin] first.
@NullMarked
package fluxj.shellplugins.input;

import org.jspecify.annotations.NullMarked;
