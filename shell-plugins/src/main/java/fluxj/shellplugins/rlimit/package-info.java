/// Resource limits of tasks (spec services 15.7). Layer 2b. Read [RlimitPlugin] first.
@NullMarked
package fluxj.shellplugins.rlimit;

import org.jspecify.annotations.NullMarked;
