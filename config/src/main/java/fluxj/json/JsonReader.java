package fluxj.json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON text. What it takes is what Jansson takes, Flux's own JSON library: of members of
/// one name the last counts, strings hold NULs only in messages, names never, and nesting ends at
/// [#MAX_DEPTH]. A loop, so that no text can exhaust the stack.
final class JsonReader {
    /// How deep values may lie, the outermost at 1: Jansson's limit, and [JsonWriter]'s.
    static final int MAX_DEPTH = 2048;

    private final JsonScanner scanner;
    private final boolean nulls;

    /// A container that is not finished yet.
    private abstract static sealed class Level permits ObjectLevel, ArrayLevel {
        final @Nullable Level outer;

        Level(@Nullable Level outer) {
            this.outer = outer;
        }

        abstract void add(JsonValue value);

        abstract JsonValue finish();
    }

    private static final class ObjectLevel extends Level {
        private final Map<String, JsonValue> members = new LinkedHashMap<>();
        private String name = "";

        ObjectLevel(@Nullable Level outer) {
            super(outer);
        }

        @Override
        void add(JsonValue value) {
            members.put(name, value);
        }

        @Override
        JsonValue finish() {
            return JsonObject.owning(members);
        }
    }

    private static final class ArrayLevel extends Level {
        private final List<JsonValue> items = new ArrayList<>();

        ArrayLevel(@Nullable Level outer) {
            super(outer);
        }

        @Override
        void add(JsonValue value) {
            items.add(value);
        }

        @Override
        JsonValue finish() {
            return new JsonArray(items);
        }
    }

    private JsonReader(JsonScanner scanner, boolean nulls) {
        this.scanner = scanner;
        this.nulls = nulls;
    }

    /// Reads bytes that are exactly one value, as Flux reads a file or a blob.
    ///
    /// @throws JsonException when they are not
    static JsonValue bytes(byte[] utf8, int offset, int length) {
        JsonScanner scanner = new JsonScanner(utf8, offset, offset + length);
        JsonValue value = new JsonReader(scanner, false).value();
        scanner.skipBlanks();
        if (!scanner.isAtEnd()) {
            throw scanner.fail("end of text expected");
        }
        return value;
    }

    /// Reads one value that ends with the bytes or at a NUL.
    ///
    /// @throws JsonException when it is none
    static JsonValue text(byte[] utf8, int offset, int length) {
        return text(new JsonScanner(utf8, offset, offset + length), false);
    }

    /// Reads one value that ends with the bytes or at a NUL, and whose strings may hold NULs, as
    /// Flux reads a message.
    ///
    /// @throws JsonException when it is none
    static JsonValue message(byte[] utf8, int offset, int length) {
        return text(new JsonScanner(utf8, offset, offset + length), true);
    }

    private static JsonValue text(JsonScanner scanner, boolean nulls) {
        JsonValue value = new JsonReader(scanner, nulls).value();
        scanner.skipBlanks();
        if (scanner.peek() != 0) {
            throw scanner.fail("end of text expected");
        }
        return value;
    }

    private JsonValue value() {
        Level level = null;
        int depth = 1;
        while (true) {
            scanner.skipBlanks();
            if (depth > MAX_DEPTH) {
                throw scanner.fail("nested too deep");
            }
            JsonValue value;
            switch (scanner.peek()) {
                case '{' -> {
                    scanner.skip();
                    scanner.skipBlanks();
                    if (scanner.peek() == '}') {
                        scanner.skip();
                        value = JsonObject.EMPTY;
                    } else {
                        ObjectLevel object = new ObjectLevel(level);
                        object.name = name();
                        level = object;
                        depth++;
                        continue;
                    }
                }
                case '[' -> {
                    scanner.skip();
                    scanner.skipBlanks();
                    if (scanner.peek() == ']') {
                        scanner.skip();
                        value = JsonArray.EMPTY;
                    } else {
                        level = new ArrayLevel(level);
                        depth++;
                        continue;
                    }
                }
                default -> value = scalar();
            }
            while (level != null && !goesOn(level, value)) {
                value = level.finish();
                level = level.outer;
                depth--;
            }
            if (level == null) {
                return value;
            }
        }
    }

    /// Adds a value to its container; true when another follows, false when the container ends.
    private boolean goesOn(Level level, JsonValue value) {
        level.add(value);
        scanner.skipBlanks();
        boolean object = level instanceof ObjectLevel;
        int c = scanner.peek();
        if (c == ',') {
            scanner.skip();
            scanner.skipBlanks();
            if (level instanceof ObjectLevel members) {
                members.name = name();
            }
            return true;
        }
        if (c == (object ? '}' : ']')) {
            scanner.skip();
            return false;
        }
        throw scanner.fail(object ? "'}' expected" : "']' expected");
    }

    /// The name of a member and the colon behind it.
    private String name() {
        if (scanner.peek() != '"') {
            throw scanner.fail("string or '}' expected");
        }
        String name = scanner.string(false);
        scanner.skipBlanks();
        if (scanner.peek() != ':') {
            throw scanner.fail("':' expected");
        }
        scanner.skip();
        return name;
    }

    private JsonValue scalar() {
        int c = scanner.peek();
        return switch (c) {
            case '"' -> JsonValue.of(scanner.string(nulls));
            case 't' -> {
                scanner.word("true");
                yield JsonValue.Bool.TRUE;
            }
            case 'f' -> {
                scanner.word("false");
                yield JsonValue.Bool.FALSE;
            }
            case 'n' -> {
                scanner.word("null");
                yield JsonValue.Null.NULL;
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> scanner.number();
            case 0 ->
                    throw scanner.fail(
                            scanner.isAtEnd() ? "premature end of text" : "unexpected NUL");
            default -> throw scanner.fail("value expected");
        };
    }
}
