/// Lists of commands that a broker runs on its way: `rc1`, `rc2`, `rc3` and `cleanup` (spec broker
/// 6.4, 6.5, 5.3). Layer 3. Read [Runat] first; [InitialProgram] decides what `rc2` is.
@NullMarked
package fluxj.core.runat;

import org.jspecify.annotations.NullMarked;
