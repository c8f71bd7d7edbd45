package fluxj.coral2.dws.rabbits;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

/// Breakdowns as DWS makes them.
final class Breakdowns {
    private static final long GIB = 1L << 30;

    private Breakdowns() {}

    static JsonObject part(String strategy, String label, long bytes) {
        return JsonObject.builder()
                .put("allocationStrategy", strategy)
                .put("label", label)
                .put("minimumCapacity", bytes)
                .build();
    }

    static JsonObject counted(JsonObject part, long count) {
        return part.with("constraints", JsonObject.of("count", count));
    }

    static JsonObject xfs10Gib() {
        return part("AllocatePerCompute", "xfs", 10 * GIB);
    }

    static JsonObject ost(long bytes) {
        return part("AllocateAcrossServers", "ost", bytes);
    }

    static JsonObject object(String kind, boolean ready, JsonValue... parts) {
        JsonObject storage =
                JsonObject.builder()
                        .put("allocationSets", JsonArray.of(parts))
                        .put("lifetime", "job")
                        .put(
                                "reference",
                                JsonObject.of("kind", "Servers")
                                        .with("name", JsonValue.of("fluxjob-1-0"))
                                        .with("namespace", JsonValue.of("default")))
                        .build();
        return JsonObject.of("kind", kind)
                .with(
                        "status",
                        JsonObject.of("ready", JsonValue.of(ready)).with("storage", storage));
    }

    static Breakdown of(JsonValue... parts) {
        return Breakdown.of(object("DirectiveBreakdown", true, parts));
    }

    static Breakdown withoutStorage() {
        return Breakdown.of(
                JsonObject.of("kind", "DirectiveBreakdown")
                        .with("status", JsonObject.of("ready", JsonValue.of(true))));
    }

    /// Ten TiB of Lustre, as upstream's tests have it.
    static Breakdown lustre10Tib() {
        return of(part("AllocateAcrossServers", "mgtmdt", 2_000_000_000L), ost(10 * 1024 * GIB));
    }
}
