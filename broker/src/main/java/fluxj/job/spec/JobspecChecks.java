package fluxj.job.spec;

import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;

/// What the parts of a jobspec are asked alike.
final class JobspecChecks {
    private JobspecChecks() {}

    static void keys(List<String> expected, JsonObject given, boolean optional, boolean more) {
        if (!optional) {
            for (String key : expected) {
                if (given.get(key).isEmpty()) {
                    throw new FormatException("Missing key (" + key + ")");
                }
            }
        }
        if (!more) {
            for (String key : given.keys()) {
                if (!expected.contains(key)) {
                    throw new FormatException("Extraneous key (" + key + ")");
                }
            }
        }
    }

    static JsonObject object(JsonValue value, String otherwise) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new FormatException(otherwise);
    }

    static JsonArray array(JsonObject in, String key) {
        return in.array(key).orElseThrow(() -> new FormatException(key + " must be a sequence"));
    }

    static void text(JsonObject in, String key, String otherwise) {
        if (in.text(key).isEmpty()) {
            throw new FormatException(otherwise);
        }
    }
}
