/// Which CPUs and GPUs tasks use (spec services 15.6), and what they are told of the hardware.
/// Layer 2b. Read [CpuPlugin] first.
@NullMarked
package fluxj.shellplugins.affinity;

import org.jspecify.annotations.NullMarked;
