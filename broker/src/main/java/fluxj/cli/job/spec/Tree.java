package fluxj.cli.job.spec;

import fluxj.cli.format.PythonJson;
import fluxj.format.FormatException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

/// Members of nested objects by dotted names.
public final class Tree {
    private Tree() {}

    /// The object with the member of that name set; objects on the way are made.
    ///
    /// @throws FormatException when something on the way is no object
    public static JsonObject set(JsonObject root, String path, JsonValue value) {
        try {
            return put(root, path, value);
        } catch (NotObject e) {
            throw new FormatException(
                    "failed to set "
                            + path
                            + " to "
                            + (value instanceof JsonValue.Text(String text)
                                    ? text
                                    : PythonJson.of(value))
                            + ": "
                            + e.getMessage());
        }
    }

    private static JsonObject put(JsonObject in, String path, JsonValue value) throws NotObject {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return in.with(path, value);
        }
        String first = path.substring(0, dot);
        JsonValue inner = in.get(first).orElse(JsonObject.EMPTY);
        if (inner instanceof JsonObject object) {
            return in.with(first, put(object, path.substring(dot + 1), value));
        }
        throw new NotObject(first + " is no object");
    }

    private static final class NotObject extends Exception {
        private static final long serialVersionUID = 1L;

        NotObject(String message) {
            super(message);
        }
    }
}
