package fluxj.cli.jobtap;

import fluxj.cli.CommandFailure;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;

/// `key=value` words of a command line: dots in a key lead into objects, and a value is JSON, or a
/// string when it is none.
final class KeyValues {
    private KeyValues() {}

    /// The object that the words describe.
    static JsonObject object(List<String> words) {
        JsonObject object = JsonObject.EMPTY;
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new CommandFailure("ERROR: Missing required value for key " + word);
            }
            object = with(object, word.substring(0, equals), value(word.substring(equals + 1)));
        }
        return object;
    }

    private static JsonObject with(JsonObject object, String key, JsonValue value) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            return object.with(key, value);
        }
        String name = key.substring(0, dot);
        JsonObject inner = object.object(name).orElse(JsonObject.EMPTY);
        return object.with(name, with(inner, key.substring(dot + 1), value));
    }

    /// A value as JSON, or as a string.
    static JsonValue value(String text) {
        try {
            return JsonValue.parse(text);
        } catch (JsonException _) {
            return JsonValue.of(text);
        }
    }
}
