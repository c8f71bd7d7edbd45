package fluxj.coral2.dws.tracker.storage;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// A host's half of a job's mounts, a ClientMount object (spec coral2 8.3).
///
/// @param host the node that mounts
/// @param desired `mounted` or `unmounted`, which is a wish and not a fact
/// @param state `mounted`, `unmounted`, or `unknown` when nobody has said yet
/// @param ready true when each of its mounts says so
/// @param error what DWS says of it; empty for nothing
public record HostMount(String host, String desired, String state, boolean ready, String error) {
    private static final String UNMOUNTED = "unmounted";

    /// Reads an object; empty for mounts of rabbits themselves, whose names end otherwise (spec
    /// coral2 4.4).
    public static Optional<HostMount> of(JsonObject object) {
        JsonObject metadata = object.object("metadata").orElse(JsonObject.EMPTY);
        if (!metadata.text("name").orElse("").endsWith("-computes")) {
            return Optional.empty();
        }
        JsonObject spec = object.object("spec").orElse(JsonObject.EMPTY);
        JsonObject status = object.object("status").orElse(JsonObject.EMPTY);
        JsonArray mounts = status.array("mounts").orElse(JsonArray.EMPTY);
        boolean ready = mounts.size() > 0;
        String state = mounts.size() > 0 ? UNMOUNTED : "unknown";
        for (JsonValue each : mounts) {
            JsonObject mount = each instanceof JsonObject one ? one : JsonObject.EMPTY;
            ready &= mount.bool("ready").orElse(false);
            if (!mount.text("state").orElse("").equals(UNMOUNTED)) {
                state = mount.text("state").orElse("unknown");
            }
        }
        return Optional.of(
                new HostMount(
                        spec.text("node").or(() -> metadata.text("namespace")).orElse(""),
                        spec.text("desiredState").orElse(""),
                        state,
                        ready,
                        error(status)));
    }

    /// What an object's status says went wrong.
    static String error(JsonObject status) {
        return status.object("error")
                .flatMap(error -> error.text("userMessage").or(() -> error.text("debugMessage")))
                .orElse("");
    }

    /// True unless it is certain that nothing is mounted: the service sets the host aside then
    /// (spec coral2 4.8.3, 9-19).
    public boolean holds() {
        return !(state.equals(UNMOUNTED) && ready);
    }

    /// True when what is there is what is wanted.
    public boolean isSettled() {
        return ready && state.equals(desired);
    }
}
