/// Lists of commands that a broker runs at points of its life: rc1, the initial program, what was
/// pushed for the end, rc3 (spec 6.4). Layer 4. Read [Runat] first.
@NullMarked
package fluxj.services.runat;

import org.jspecify.annotations.NullMarked;
