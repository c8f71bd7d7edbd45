package fluxj.services.jobinfo;

import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;

import java.util.Map;
import java.util.function.Consumer;

/// What the events `jobspec-update` and `resource-update` do to a job's jobspec and R (RFC 21).
final class JobUpdates {
    /// The event whose context has paths into the jobspec, and values.
    static final String JOBSPEC = "jobspec-update";

    /// The event whose context has a new `expiration`.
    static final String RESOURCES = "resource-update";

    private static final String EXPIRATION = "expiration";

    private JobUpdates() {}

    /// A jobspec after an event.
    ///
    /// @param refused told of each path that leads through what is no object
    static JsonObject jobspec(JsonObject jobspec, JsonObject context, Consumer<String> refused) {
        JsonObject result = jobspec;
        for (Map.Entry<String, JsonValue> update : context.members().entrySet()) {
            result = with(result, update.getKey(), update.getValue(), refused);
        }
        return result;
    }

    /// An R after an event.
    ///
    /// @param refused told when the R has no place for an expiration
    static JsonObject resources(
            JsonObject resources, JsonObject context, Consumer<String> refused) {
        return context.get(EXPIRATION)
                .map(value -> with(resources, "execution." + EXPIRATION, value, refused))
                .orElse(resources);
    }

    private static JsonObject with(
            JsonObject object, String path, JsonValue value, Consumer<String> refused) {
        try {
            return JsonPath.set(object, path, value);
        } catch (JsonException e) {
            refused.accept(path);
            return object;
        }
    }
}
