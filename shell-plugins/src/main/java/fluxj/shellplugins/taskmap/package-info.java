/// The schemes of the option `taskmap`: block, cyclic, manual and hostfile (spec services 15.6).
/// Layer 2b. Read [TaskmapPlugin] first.
@NullMarked
package fluxj.shellplugins.taskmap;

import org.jspecify.annotations.NullMarked;
