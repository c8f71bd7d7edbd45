package fluxj.coral2.dws.tracker.storage;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// What a rabbit holds for a job, one entry of a Servers object's status (spec coral2 8.3).
///
/// @param label the kind of file system, such as `xfs`
/// @param bytes on that rabbit in all
/// @param ready true when it is made
public record RabbitAllocation(String rabbit, String label, long bytes, boolean ready) {
    /// Reads the entries of an object that are there still.
    public static List<RabbitAllocation> of(JsonObject servers) {
        List<RabbitAllocation> all = new ArrayList<>();
        JsonArray sets =
                servers.object("status")
                        .flatMap(status -> status.array("allocationSets"))
                        .orElse(JsonArray.EMPTY);
        for (JsonValue each : sets) {
            JsonObject set = each instanceof JsonObject one ? one : JsonObject.EMPTY;
            String label = set.text("label").orElse("");
            set.object("storage")
                    .orElse(JsonObject.EMPTY)
                    .members()
                    .forEach(
                            (rabbit, value) -> {
                                JsonObject entry =
                                        value instanceof JsonObject one ? one : JsonObject.EMPTY;
                                long bytes = entry.whole("allocationSize").orElse(0L);
                                if (bytes > 0) {
                                    all.add(
                                            new RabbitAllocation(
                                                    rabbit,
                                                    label,
                                                    bytes,
                                                    entry.bool("ready").orElse(false)));
                                }
                            });
        }
        return all;
    }
}
