/// The tree-based overlay network: how a broker talks to its parent and its children. Layer 3. This
/// package holds the service's protocol and the seam to its transports (`overlay.zmtp`,
/// `overlay.jeromq`, the simulator); the tree itself is `overlay.tree`. Read [OverlayProtocol],
/// then [OverlayTransport], [RouterSocket] and [DealerSocket].
@NullMarked
package fluxj.overlay;

import org.jspecify.annotations.NullMarked;
