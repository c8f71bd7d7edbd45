package fluxj.services.resource;

import fluxj.config.tables.VerifyMode;
import fluxj.config.tables.VerifyModes;
import fluxj.format.Idset;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Compares what a host has with what it should have.
final class Verification {
    private Verification() {}

    /// What is wrong, in Flux's words; empty when nothing is.
    static Optional<String> problem(
            ResourceSet expected, int rank, LocalHost local, VerifyModes modes) {
        Optional<NodeResources> node = expected.node(rank);
        if (node.isEmpty()) {
            return Optional.of("rank " + rank + " not found in expected ranks");
        }
        Optional<String> host = expected.host(rank);
        if (modes.hostname() == VerifyMode.STRICT
                && host.isPresent()
                && !host.get().equals(local.hostname())) {
            return Optional.of(
                    "rank %d got hostname '%s', expected '%s'"
                            .formatted(rank, local.hostname(), host.get()));
        }
        String who = "rank %d (%s) ".formatted(rank, local.hostname());
        NodeResources missing =
                without(
                        node.get().minus(local.resources()),
                        modes.core().allowsMissing(),
                        modes.gpu().allowsMissing());
        if (!missing.isEmpty()) {
            return Optional.of(who + "missing resources: " + missing);
        }
        NodeResources extra =
                without(
                        local.resources().minus(node.get()),
                        modes.core().allowsExtra(),
                        modes.gpu().allowsExtra());
        return extra.isEmpty()
                ? Optional.empty()
                : Optional.of(who + "has extra resources: " + extra);
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
