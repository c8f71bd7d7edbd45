package fluxj.cli.overlay;

import fluxj.client.FluxClient;
import fluxj.format.Idset;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.OfRank;
import fluxj.overlay.OverlayProtocol.Subtree;

import java.util.List;
import java.util.Optional;

/// The shape of the tree as `overlay.topology` tells it.
record TreeNode(int rank, int size, List<TreeNode> children) {

    /// Asks rank 0 for the whole tree.
    static TreeNode fetch(FluxClient client) {
        return of(client.call(OverlayProtocol.TOPOLOGY, 0, new OfRank(0)));
    }

    static TreeNode of(Subtree tree) {
        return new TreeNode(
                tree.rank(), tree.size(), tree.children().stream().map(TreeNode::of).toList());
    }

    /// The subtree that begins at a rank.
    Optional<TreeNode> find(int wanted) {
        if (rank == wanted) {
            return Optional.of(this);
        }
        for (TreeNode child : children) {
            Optional<TreeNode> found = child.find(wanted);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// The parent of a rank; -1 when it is not below this node.
    int parentOf(int wanted) {
        for (TreeNode child : children) {
            if (child.rank == wanted) {
                return rank;
            }
        }
        for (TreeNode child : children) {
            int parent = child.parentOf(wanted);
            if (parent >= 0) {
                return parent;
            }
        }
        return -1;
    }

    /// All ranks of this subtree.
    Idset ranks() {
        Idset.Builder ranks = Idset.builder();
        addTo(ranks);
        return ranks.build();
    }

    private void addTo(Idset.Builder ranks) {
        ranks.add(rank);
        children.forEach(child -> child.addTo(ranks));
    }
}
