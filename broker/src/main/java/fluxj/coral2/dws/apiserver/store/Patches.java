package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// The ways of changing an object: merge patches (RFC 7386) and JSON patches (RFC 6902).
public final class Patches {
    private Patches() {}

    /// A merge patch applied.
    public static JsonObject merge(JsonObject target, JsonObject patch) {
        JsonObject.Builder merged = target.toBuilder();
        patch.members()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case JsonValue.Null _ -> merged.remove(name);
                                case JsonObject inner ->
                                        merged.put(
                                                name,
                                                merge(
                                                        target.object(name)
                                                                .orElse(JsonObject.EMPTY),
                                                        inner));
                                case JsonArray _, JsonValue.Scalar _ -> merged.put(name, value);
                            }
                        });
        return merged.build();
    }

    /// JSON patches applied in order.
    ///
    /// @throws ApiException 422 for one that cannot be
    public static JsonObject apply(JsonObject target, JsonArray operations) {
        JsonValue value = target;
        for (JsonValue item : operations) {
            if (!(item instanceof JsonObject operation)) {
                throw unusable("an operation is no object");
            }
            value = apply(value, operation);
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw unusable("the object is gone");
    }

    private static JsonValue apply(JsonValue root, JsonObject operation) {
        String op = operation.text("op").orElse("");
        List<String> path = pointer(operation.text("path").orElse("-"));
        return switch (op) {
            case "add" -> put(root, path, value(operation), true);
            case "replace" -> {
                find(root, path);
                yield put(root, path, value(operation), false);
            }
            case "remove" -> remove(root, path);
            case "test" -> {
                if (!find(root, path).equals(value(operation))) {
                    throw unusable(
                            "testing value " + operation.text("path").orElse("") + " failed");
                }
                yield root;
            }
            case "copy" -> put(root, path, find(root, from(operation)), true);
            case "move" -> {
                JsonValue moved = find(root, from(operation));
                yield put(remove(root, from(operation)), path, moved, true);
            }
            default -> throw unusable("Unexpected kind: " + op);
        };
    }

    private static JsonValue value(JsonObject operation) {
        return operation.get("value").orElseThrow(() -> unusable("an operation has no value"));
    }

    private static List<String> from(JsonObject operation) {
        return pointer(operation.text("from").orElse("-"));
    }

    private static List<String> pointer(String text) {
        if (!text.isEmpty() && text.charAt(0) != '/') {
            throw unusable("no pointer: " + text);
        }
        List<String> steps = new ArrayList<>();
        String[] parts = text.split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            steps.add(parts[i].replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }

    private static JsonValue find(JsonValue root, List<String> path) {
        JsonValue at = root;
        for (String step : path) {
            at = child(at, step);
        }
        return at;
    }

    private static JsonValue child(JsonValue at, String step) {
        return switch (at) {
            case JsonObject object ->
                    object.get(step).orElseThrow(() -> unusable("missing value: " + step));
            case JsonArray array -> array.items().get(index(step, array.size() - 1));
            case JsonValue.Scalar _ -> throw unusable("missing value: " + step);
        };
    }

    private static int index(String step, int most) {
        if (!step.matches("0|[1-9][0-9]{0,8}") || Integer.parseInt(step) > most) {
            throw unusable("Unable to access invalid index: " + step);
        }
        return Integer.parseInt(step);
    }

    /// The value with another at a path.
    ///
    /// @param insert true when what stands there in an array moves on
    private static JsonValue put(JsonValue at, List<String> path, JsonValue value, boolean insert) {
        if (path.isEmpty()) {
            return value;
        }
        String step = path.getFirst();
        List<String> rest = path.subList(1, path.size());
        return switch (at) {
            case JsonObject object ->
                    object.with(
                            step,
                            rest.isEmpty() ? value : put(child(at, step), rest, value, insert));
            case JsonArray array -> {
                List<JsonValue> items = new ArrayList<>(array.items());
                if (!rest.isEmpty()) {
                    int index = index(step, array.size() - 1);
                    items.set(index, put(items.get(index), rest, value, insert));
                } else if (insert) {
                    items.add(step.equals("-") ? items.size() : index(step, items.size()), value);
                } else {
                    items.set(index(step, array.size() - 1), value);
                }
                yield new JsonArray(items);
            }
            case JsonValue.Scalar _ -> throw unusable("missing value: " + step);
        };
    }

    private static JsonValue remove(JsonValue at, List<String> path) {
        if (path.isEmpty()) {
            throw unusable("the object itself cannot be removed");
        }
        String step = path.getFirst();
        JsonValue inner = child(at, step);
        List<String> rest = path.subList(1, path.size());
        return switch (at) {
            case JsonObject object ->
                    rest.isEmpty()
                            ? object.toBuilder().remove(step).build()
                            : object.with(step, remove(inner, rest));
            case JsonArray array -> {
                List<JsonValue> items = new ArrayList<>(array.items());
                int index = index(step, array.size() - 1);
                if (rest.isEmpty()) {
                    items.remove(index);
                } else {
                    items.set(index, remove(inner, rest));
                }
                yield new JsonArray(items);
            }
            case JsonValue.Scalar _ -> throw unusable("missing value: " + step);
        };
    }

    private static ApiException unusable(String what) {
        return new ApiException(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request: " + what);
    }
}
