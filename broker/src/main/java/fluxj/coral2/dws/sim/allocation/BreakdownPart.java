package fluxj.coral2.dws.sim.allocation;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.rabbits.AllocationStrategy;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// One of the sets of allocations that a directive needs, which its breakdown says (spec coral2
/// 4.7).
///
/// @param label what they are for, such as `xfs` or `ost`
/// @param bytes how large they must be at least: each of them, or all when they are across servers
/// @param count how many allocations it must be, 0 for any
public record BreakdownPart(AllocationStrategy strategy, String label, long bytes, int count) {
    /// What a Lustre's metadata takes.
    private static final long LUSTRE_META = 5L << 30;

    /// What a file system needs.
    ///
    /// @param type such as `xfs`
    public static List<BreakdownPart> of(String type, long bytes) {
        if (!type.equals("lustre")) {
            return List.of(new BreakdownPart(AllocationStrategy.PER_COMPUTE, type, bytes, 0));
        }
        return List.of(
                new BreakdownPart(AllocationStrategy.ACROSS_SERVERS, "ost", bytes, 0),
                new BreakdownPart(AllocationStrategy.ACROSS_SERVERS, "mdt", LUSTRE_META, 1),
                new BreakdownPart(AllocationStrategy.SINGLE_SERVER, "mgt", LUSTRE_META, 0));
    }

    /// As a breakdown says it.
    public JsonObject json() {
        JsonObject.Builder constraints = JsonObject.builder();
        if (count > 0) {
            constraints.put("count", count);
        }
        constraints.put("labels", JsonArray.ofTexts(List.of(Kind.DWS + "/storage=Rabbit")));
        return JsonObject.builder()
                .put("allocationStrategy", strategy.toString())
                .put("label", label)
                .put("minimumCapacity", bytes)
                .put("constraints", constraints.build())
                .build();
    }

    /// What is wrong with sets of allocations; empty when they are what is needed.
    public static Optional<String> refusal(List<BreakdownPart> parts, List<AllocationSet> sets) {
        if (parts.size() != sets.size()) {
            return Optional.of(
                    "WLM error: Allocation request does not meet directive requirements");
        }
        for (BreakdownPart part : parts) {
            List<AllocationSet> own =
                    sets.stream().filter(set -> set.label().equals(part.label())).toList();
            if (own.isEmpty() || !own.stream().allMatch(part::isMetBy)) {
                return Optional.of("WLM error: storage directive requirements were not satisfied");
            }
        }
        return Optional.empty();
    }

    private boolean isMetBy(AllocationSet set) {
        return switch (strategy) {
            case PER_COMPUTE -> set.size() >= bytes;
            case ACROSS_SERVERS -> set.bytes(set.count()) >= bytes;
            case SINGLE_SERVER ->
                    set.counts().size() == 1 && set.count() == 1 && set.size() >= bytes;
        };
    }
}
