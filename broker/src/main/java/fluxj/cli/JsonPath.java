package fluxj.cli;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

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
    public static JsonObject set(JsonObject object, String path, JsonValue value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return object.with(path, value);
        }
        String name = path.substring(0, dot);
        JsonObject inner = object.object(name).orElse(JsonObject.EMPTY);
        return object.with(name, set(inner, path.substring(dot + 1), value));
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
}
