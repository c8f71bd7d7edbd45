package fluxj.coral2.dws.sim;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One set of allocations that Servers ask for (spec coral2 4.7).
///
/// @param label what they are for, such as `xfs` or `ost`
/// @param bytes of each rabbit, in order
record AllocationSet(String label, Map<String, Long> bytes) {
    static List<AllocationSet> of(JsonArray sets) {
        List<AllocationSet> all = new ArrayList<>();
        for (JsonValue each : sets) {
            if (each instanceof JsonObject set) {
                all.add(of(set));
            }
        }
        return all;
    }

    private static AllocationSet of(JsonObject set) {
        long size = set.whole("allocationSize").orElse(0L);
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (JsonValue each : set.array("storage").orElse(JsonArray.EMPTY)) {
            if (each instanceof JsonObject part) {
                long count = part.whole("allocationCount").orElse(0L);
                bytes.merge(part.text("name").orElse(""), size * count, Long::sum);
            }
        }
        return new AllocationSet(set.text("label").orElse(""), bytes);
    }

    /// What Servers say of it.
    ///
    /// @param ready the rabbits on which it is made
    JsonObject status(Set<String> ready) {
        JsonObject.Builder storage = JsonObject.builder();
        bytes.forEach(
                (rabbit, size) ->
                        storage.put(
                                rabbit,
                                JsonObject.builder()
                                        .put("allocationSize", ready.contains(rabbit) ? size : 0)
                                        .put("ready", ready.contains(rabbit))
                                        .build()));
        return JsonObject.builder().put("label", label).put("storage", storage.build()).build();
    }
}
