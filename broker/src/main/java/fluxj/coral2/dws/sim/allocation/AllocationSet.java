package fluxj.coral2.dws.sim.allocation;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One set of allocations that Servers ask for (spec coral2 4.7).
///
/// @param label what they are for, such as `xfs` or `ost`
/// @param size of each allocation in bytes
/// @param counts how many there are on each rabbit, in order
public record AllocationSet(String label, long size, Map<String, Long> counts) {
    /// Those of a specification.
    public static List<AllocationSet> of(JsonArray sets) {
        List<AllocationSet> all = new ArrayList<>();
        for (JsonValue each : sets) {
            if (each instanceof JsonObject set) {
                all.add(of(set));
            }
        }
        return all;
    }

    private static AllocationSet of(JsonObject set) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (JsonValue each : set.array("storage").orElse(JsonArray.EMPTY)) {
            if (each instanceof JsonObject part) {
                long count = part.whole("allocationCount").orElse(0L);
                counts.merge(part.text("name").orElse(""), count, Long::sum);
            }
        }
        return new AllocationSet(
                set.text("label").orElse(""), set.whole("allocationSize").orElse(0L), counts);
    }

    /// How many there are on all rabbits.
    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The bytes of some of them, at most the largest number there is.
    long bytes(long some) {
        return some != 0 && size > Long.MAX_VALUE / some ? Long.MAX_VALUE : size * some;
    }

    /// The bytes that sets take of each rabbit.
    public static Map<String, Long> bytes(List<AllocationSet> sets) {
        Map<String, Long> all = new LinkedHashMap<>();
        for (AllocationSet set : sets) {
            set.counts()
                    .forEach(
                            (rabbit, count) ->
                                    all.merge(rabbit, set.bytes(count), AllocationSet::sum));
        }
        return all;
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /// What Servers say of it.
    ///
    /// @param ready the rabbits on which it is made
    public JsonObject status(Set<String> ready) {
        JsonObject.Builder storage = JsonObject.builder();
        counts.forEach(
                (rabbit, count) ->
                        storage.put(
                                rabbit,
                                JsonObject.builder()
                                        .put(
                                                "allocationSize",
                                                ready.contains(rabbit) ? bytes(count) : 0)
                                        .put("ready", ready.contains(rabbit))
                                        .build()));
        return JsonObject.builder().put("label", label).put("storage", storage.build()).build();
    }

    /// What Servers get when they say nothing yet of what is wanted of them: all of it, unmade.
    public static Optional<JsonObject> announcement(JsonObject servers) {
        JsonArray sets =
                servers.object("spec")
                        .flatMap(spec -> spec.array("allocationSets"))
                        .orElse(JsonArray.EMPTY);
        boolean said =
                servers.object("status")
                        .flatMap(status -> status.get("allocationSets"))
                        .isPresent();
        if (said || sets.size() == 0) {
            return Optional.empty();
        }
        List<JsonValue> unmade = new ArrayList<>();
        of(sets).forEach(set -> unmade.add(set.status(Set.of())));
        JsonObject version =
                servers.object("metadata")
                        .flatMap(metadata -> metadata.text("resourceVersion"))
                        .map(text -> JsonObject.of("resourceVersion", text))
                        .orElse(JsonObject.EMPTY);
        JsonObject status =
                JsonObject.builder()
                        .put("ready", false)
                        .put("allocationSets", new JsonArray(unmade))
                        .build();
        return Optional.of(
                JsonObject.builder().put("metadata", version).put("status", status).build());
    }
}
