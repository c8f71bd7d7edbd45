/// One broker's place in the tree: who its children and its parent are, how they are doing, and
/// what passes between them (spec broker 2). Layer 3. It runs on any
/// [fluxj.overlay.OverlayTransport]. Read [OverlayPlan] and [OverlayService] first, then
/// `ChildLinks` and `ParentLink`, the two ends.
@NullMarked
package fluxj.overlay.tree;

import org.jspecify.annotations.NullMarked;
