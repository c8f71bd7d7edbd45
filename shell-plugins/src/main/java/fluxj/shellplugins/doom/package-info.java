/// The end of a job when one of its tasks has ended (spec services 15.7). Layer 2b. Read
/// [DoomPlugin] first.
@NullMarked
package fluxj.shellplugins.doom;

import org.jspecify.annotations.NullMarked;
