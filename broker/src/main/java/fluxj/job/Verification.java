package fluxj.job;

import fluxj.config.tables.VerifyMode;
import fluxj.config.tables.VerifyModes;
import fluxj.format.Idset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Compares what a host has with what it should have.
///
/// @param problem what is wrong, in Flux's words; empty when nothing is
/// @param isMissing whether something is not there, and not only more than there should be
public record Verification(String problem, boolean isMissing) {
    private static final Verification RIGHT = new Verification("", false);

    /// Compares the one node of a set with the node of its rank in another.
    ///
    /// @param actual of one rank
    public static Verification of(ResourceSet expected, ResourceSet actual, VerifyModes modes) {
        if (actual.size() != 1) {
            return missing("Verification supported on single rank only");
        }
        int rank = actual.ranks().first().orElse(0);
        Optional<NodeResources> node = expected.node(rank);
        if (node.isEmpty()) {
            return missing("rank " + rank + " not found in expected ranks");
        }
        Optional<String> wanted = expected.host(rank);
        Optional<String> found = actual.host(rank);
        if (modes.hostname() == VerifyMode.STRICT
                && wanted.isPresent()
                && found.isPresent()
                && !wanted.equals(found)) {
            return missing(
                    "rank %d got hostname '%s', expected '%s'"
                            .formatted(rank, found.get(), wanted.get()));
        }
        String who = "rank %d (%s) ".formatted(rank, found.orElse("unknown"));
        NodeResources has = actual.node(rank).orElse(NodeResources.NONE);
        NodeResources less =
                without(
                        node.get().minus(has),
                        modes.core().allowsMissing(),
                        modes.gpu().allowsMissing());
        if (!less.isEmpty()) {
            return missing(who + "missing resources: " + less);
        }
        NodeResources more =
                without(
                        has.minus(node.get()),
                        modes.core().allowsExtra(),
                        modes.gpu().allowsExtra());
        return more.isEmpty()
                ? RIGHT
                : new Verification(who + "has extra resources: " + more, false);
    }

    private static Verification missing(String problem) {
        return new Verification(problem, true);
    }

    private static NodeResources without(NodeResources some, boolean cores, boolean gpus) {
        Map<String, Idset> kept = new TreeMap<>(some.byType());
        if (cores) {
            kept.remove(NodeResources.CORE);
        }
        if (gpus) {
            kept.remove(NodeResources.GPU);
        }
        return NodeResources.of(kept);
    }
}
