package fluxj.json;

import java.util.Optional;

/// Values inside objects by names with dots.
public final class JsonPath {
    private JsonPath() {}

    /// The value at a path; `.` and the empty path are the object itself.
    public static Optional<JsonValue> get(JsonObject object, String path) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        String rest = dot < 0 ? "" : path.substring(dot + 1);
        if (name.isEmpty()) {
            return rest.isEmpty() ? Optional.of(object) : get(object, rest);
        }
        Optional<JsonValue> value = object.get(name);
        if (rest.isEmpty() || value.isEmpty()) {
            return value;
        }
        return value.get() instanceof JsonObject inner ? get(inner, rest) : Optional.empty();
    }

    /// The object with a value set at a path; objects on the way are made.
    ///
    /// @throws JsonException when a name is empty, or something on the way is no object
    public static JsonObject set(JsonObject object, String path, JsonValue value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        if (name.isEmpty()) {
            throw new JsonException("a name of the path is empty");
        }
        if (dot < 0) {
            return object.with(name, value);
        }
        if (object.get(name).orElse(JsonObject.EMPTY) instanceof JsonObject inner) {
            return object.with(name, set(inner, path.substring(dot + 1), value));
        }
        throw new JsonException(name + " is not an object");
    }

    /// The object without the value at a path.
    public static JsonObject remove(JsonObject object, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return object.toBuilder().remove(path).build();
        }
        String name = path.substring(0, dot);
        Optional<JsonObject> inner = object.object(name);
        return inner.isEmpty()
                ? object
                : object.with(name, remove(inner.get(), path.substring(dot + 1)));
    }

    /// The object with another laid over it: what are objects in both are merged, all else is
    /// replaced.
    public static JsonObject merge(JsonObject under, JsonObject over) {
        JsonObject.Builder merged = under.toBuilder();
        over.members()
                .forEach(
                        (name, value) ->
                                merged.put(
                                        name,
                                        value instanceof JsonObject inner
                                                ? merge(
                                                        under.object(name).orElse(JsonObject.EMPTY),
                                                        inner)
                                                : value));
        return merged.build();
    }

    /// The object without members that are null, and without objects in it that are empty then.
    public static JsonObject withoutNulls(JsonObject object) {
        JsonObject.Builder kept = JsonObject.builder();
        object.members()
                .forEach(
                        (name, value) -> {
                            if (value instanceof JsonObject inner) {
                                JsonObject rest = withoutNulls(inner);
                                if (!rest.keys().isEmpty()) {
                                    kept.put(name, rest);
                                }
                            } else if (!(value instanceof JsonValue.Null)) {
                                kept.put(name, value);
                            }
                        });
        return kept.build();
    }
}
