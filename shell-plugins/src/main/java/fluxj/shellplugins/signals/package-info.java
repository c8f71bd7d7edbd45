/// Signals for tasks: those of others, and one before time is up (spec services 15.7). Layer 2b.
/// Read [KillPlugin] first.
@NullMarked
package fluxj.shellplugins.signals;

import org.jspecify.annotations.NullMarked;
