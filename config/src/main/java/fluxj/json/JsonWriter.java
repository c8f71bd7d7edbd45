package fluxj.json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

/// Writes compact JSON as UTF-8 bytes, with Jansson's escapes. A loop, as [JsonReader] is, with the
/// same limit of nesting.
final class JsonWriter {
    private static final int SMALL = 256;
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");

    private final JsonBytes to = new JsonBytes(SMALL);

    /// A container that is not finished yet.
    private record Level(
            @Nullable Level outer,
            @Nullable Iterator<Map.Entry<String, JsonValue>> members,
            @Nullable Iterator<JsonValue> items) {}

    private JsonWriter() {}

    /// The text of a value.
    ///
    /// @param spare how many zero bytes follow it
    /// @throws JsonException when it is nested deeper than a reader takes
    static byte[] utf8(JsonValue value, int spare) {
        JsonWriter writer = new JsonWriter();
        writer.write(value);
        return writer.to.copy(spare);
    }

    /// The text of a value.
    ///
    /// @throws JsonException when it is nested deeper than a reader takes
    static String text(JsonValue value) {
        JsonWriter writer = new JsonWriter();
        writer.write(value);
        return writer.to.text();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void write(JsonValue root) {
        JsonValue value = root;
        Level level = null;
        int depth = 1;
        while (true) {
            if (depth > JsonReader.MAX_DEPTH) {
                throw new JsonException("JSON is nested too deep");
            }
            switch (value) {
                case JsonObject object -> {
                    level = new Level(level, object.members().entrySet().iterator(), null);
                    to.put('{');
                    depth++;
                }
                case JsonArray array -> {
                    level = new Level(level, null, array.iterator());
                    to.put('[');
                    depth++;
                }
                case JsonValue.Scalar scalar -> write(scalar);
            }
            JsonValue next = null;
            while (level != null && next == null) {
                next = next(level);
                if (next == null) {
                    to.put(level.members == null ? ']' : '}');
                    level = level.outer;
                    depth--;
                }
            }
            if (next == null) {
                return;
            }
            value = next;
        }
    }

    /// The next value of a container, its name written; null when there is none.
    private @Nullable JsonValue next(Level level) {
        if (level.members != null) {
            if (!level.members.hasNext()) {
                return null;
            }
            separate('{');
            Map.Entry<String, JsonValue> member = level.members.next();
            to.quoted(member.getKey());
            to.put(':');
            return member.getValue();
        }
        if (level.items == null || !level.items.hasNext()) {
            return null;
        }
        separate('[');
        return level.items.next();
    }

    /// A comma, unless the container has just begun.
    private void separate(char open) {
        if (to.last() != open) {
            to.put(',');
        }
    }

    private void write(JsonValue.Scalar scalar) {
        switch (scalar) {
            case JsonValue.Text(String text) -> to.quoted(text);
            case JsonValue.Whole(long number) -> to.put(ascii(Long.toString(number)));
            case JsonValue.Real(double number) -> to.put(ascii(Double.toString(number)));
            case JsonValue.Bool(boolean truth) -> to.put(truth ? TRUE : FALSE);
            case JsonValue.Null _ -> to.put(NULL);
        }
    }
}
