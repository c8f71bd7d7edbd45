/// What the kernel tells of the control group that a shell is in: memory and load of its tasks, and
/// what it killed for want of memory (spec services 15.7). Layer 2b. Read [Cgroup] first.
@NullMarked
package fluxj.shellplugins.cgroup;

import org.jspecify.annotations.NullMarked;
