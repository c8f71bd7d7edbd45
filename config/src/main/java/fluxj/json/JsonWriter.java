package fluxj.json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/// Writes compact JSON as UTF-8 bytes, with Jansson's escapes. A loop, as [JsonReader] is, with the
/// same limit of nesting.
final class JsonWriter {
    private static final int SMALL = 256;
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");

    private byte[] buffer = new byte[SMALL];
    private int length;

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
        return Arrays.copyOf(writer.buffer, writer.length + spare);
    }

    /// The text of a value.
    ///
    /// @throws JsonException when it is nested deeper than a reader takes
    static String text(JsonValue value) {
        JsonWriter writer = new JsonWriter();
        writer.write(value);
        return new String(writer.buffer, 0, writer.length, StandardCharsets.UTF_8);
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
                    put('{');
                    depth++;
                }
                case JsonArray array -> {
                    level = new Level(level, null, array.iterator());
                    put('[');
                    depth++;
                }
                case JsonValue.Scalar scalar -> write(scalar);
            }
            JsonValue next = null;
            while (level != null && next == null) {
                next = next(level);
                if (next == null) {
                    put(level.members == null ? ']' : '}');
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
            quoted(member.getKey());
            put(':');
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
        if (buffer[length - 1] != open) {
            put(',');
        }
    }

    private void write(JsonValue.Scalar scalar) {
        switch (scalar) {
            case JsonValue.Text(String text) -> quoted(text);
            case JsonValue.Whole(long number) -> put(ascii(Long.toString(number)));
            case JsonValue.Real(double number) -> put(ascii(Double.toString(number)));
            case JsonValue.Bool(boolean truth) -> put(truth ? TRUE : FALSE);
            case JsonValue.Null _ -> put(NULL);
        }
    }

    private void quoted(String text) {
        int count = text.length();
        room(count + 2);
        byte[] to = buffer;
        int at = length;
        to[at++] = '"';
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                length = at;
                escaped(text, i);
                return;
            }
            to[at++] = (byte) c;
        }
        to[at++] = '"';
        length = at;
    }

    /// The rest of a string from the first character on that is no plain one.
    private void escaped(String text, int start) {
        int from = start;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                put(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                put(ascii(escape(c)));
                from = i + 1;
            }
        }
        put(text.substring(from).getBytes(StandardCharsets.UTF_8));
        put('"');
    }

    private static String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u00" + (c < 16 ? "0" : "1") + "0123456789ABCDEF".charAt(c & 15);
        };
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void put(char c) {
        room(1);
        buffer[length++] = (byte) c;
    }

    private void room(int more) {
        if (more > buffer.length - length) {
            long size = Math.max(buffer.length * 2L, (long) length + more);
            buffer = Arrays.copyOf(buffer, (int) Math.min(size, Integer.MAX_VALUE - 8L));
        }
    }
}
