package fluxj.services.jobmanager.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

/// Objects that differ from others in a few places.
public final class JsonPaths {
    private JsonPaths() {}

    /// The object with a value at a path; objects that are missing on the way are made.
    ///
    /// @param path names with dots between them
    /// @throws FluxException EINVAL when the path has an empty name or leads through no object
    public static JsonObject with(JsonObject object, String path, JsonValue value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        if (name.isEmpty()) {
            throw new FluxException(Errno.EINVAL);
        }
        if (dot < 0) {
            return object.with(name, value);
        }
        JsonValue inner = object.get(name).orElse(JsonObject.EMPTY);
        if (inner instanceof JsonObject next) {
            return object.with(name, with(next, path.substring(dot + 1), value));
        }
        throw new FluxException(Errno.EINVAL);
    }

    /// The object with all these values, each at its path.
    ///
    /// @throws FluxException EINVAL as [#with] does
    public static JsonObject withAll(JsonObject object, JsonObject updates) {
        JsonObject result = object;
        for (var update : updates.members().entrySet()) {
            result = with(result, update.getKey(), update.getValue());
        }
        return result;
    }

    /// The object with the members of another laid over it, objects within objects too. What is
    /// null then, and what has no members left, is gone.
    public static JsonObject merge(JsonObject object, JsonObject update) {
        return withoutNulls(over(object, update));
    }

    private static JsonObject over(JsonObject object, JsonObject update) {
        JsonObject.Builder result = object.toBuilder();
        update.members()
                .forEach(
                        (key, value) -> {
                            boolean both =
                                    value instanceof JsonObject && object.object(key).isPresent();
                            result.put(
                                    key,
                                    both
                                            ? over(
                                                    object.object(key).orElseThrow(),
                                                    (JsonObject) value)
                                            : value);
                        });
        return result.build();
    }

    private static JsonObject withoutNulls(JsonObject object) {
        JsonObject.Builder result = JsonObject.builder();
        object.members()
                .forEach(
                        (key, value) -> {
                            JsonValue kept =
                                    value instanceof JsonObject inner ? withoutNulls(inner) : value;
                            if (!kept.equals(JsonValue.Null.NULL)
                                    && !kept.equals(JsonObject.EMPTY)) {
                                result.put(key, kept);
                            }
                        });
        return result.build();
    }
}
