/// The tree-based overlay network: how a broker talks to its parent and its children. Layer 3. The
/// transports behind it (`overlay.zmtp`, `overlay.jeromq`, the simulator) implement [Transport];
/// read that first, then [RouterSocket] and [DealerSocket].
@NullMarked
package fluxj.overlay;

import org.jspecify.annotations.NullMarked;
