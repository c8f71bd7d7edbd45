package fluxj.overlay.tree;

import fluxj.format.Topology;

/// What a broker must know of its place in the tree before the overlay can begin.
///
/// @param rank this broker's rank
/// @param hostname its host, for hello and business card
/// @param topology the shape of the tree; may be shared by all brokers of a process
/// @param links how it finds its peers
/// @param settings tuning
public record OverlayPlan(
        int rank, String hostname, Topology topology, LinkPlan links, OverlaySettings settings) {

    /// flux-core's version that this broker speaks like, `major << 16 | minor << 8 | patch`.
    public static final int VERSION = 88 << 8;
}
