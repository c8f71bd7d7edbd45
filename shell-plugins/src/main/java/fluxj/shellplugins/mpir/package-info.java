/// The process table that debuggers and `flux job hostpids` ask for (spec services 15.3). Layer 2b.
/// Read [ProctablePlugin] first.
@NullMarked
package fluxj.shellplugins.mpir;

import org.jspecify.annotations.NullMarked;
