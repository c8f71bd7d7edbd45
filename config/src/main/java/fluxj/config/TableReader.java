package fluxj.config;

import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the keys of one table with Flux's checks and words, and where Flux does that refuses the
/// keys nobody read; for the other tables see `fluxj.config.tables.KnownTables`.
public final class TableReader {
    private final Config config;
    private final String path;
    private final String prefix;
    private final JsonObject table;
    private final Set<String> known = new LinkedHashSet<>();

    /// A reader of a table that is at hand.
    ///
    /// @param config where places are looked up
    /// @param path the table's path in it
    /// @param prefix what every message starts with, after the place
    public TableReader(Config config, String path, String prefix, JsonObject table) {
        this.config = config;
        this.path = path;
        this.prefix = prefix;
        this.table = table;
    }

    /// A reader of a top-level table; empty when there is none.
    ///
    /// @throws ConfigException when there is something else of that name
    public static Optional<TableReader> open(Config config, String name, String prefix) {
        Optional<JsonValue> value = config.root().get(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        JsonObject none = JsonObject.EMPTY;
        TableReader reader = new TableReader(config, name, prefix, none);
        if (!(value.get() instanceof JsonObject table)) {
            throw reader.failAt(name, expected("object", value.get()) + " (" + name + ")");
        }
        return Optional.of(new TableReader(config, name, prefix, table));
    }

    /// Whatever a key is set to.
    public Optional<JsonValue> any(String key) {
        known.add(key);
        return table.get(key);
    }

    /// A string.
    public Optional<String> text(String key) {
        return any(key).map(
                        value ->
                                switch (value) {
                                    case JsonValue.Text(String text) -> text;
                                    case JsonValue other -> throw wrongType(key, "string", other);
                                });
    }

    /// True or false.
    public Optional<Boolean> bool(String key) {
        return any(key).map(
                        value ->
                                switch (value) {
                                    case JsonValue.Bool(boolean truth) -> truth;
                                    case JsonValue other ->
                                            throw wrongType(key, "true or false", other);
                                });
    }

    /// A whole number.
    public Optional<Integer> whole(String key) {
        return any(key).map(
                        value ->
                                switch (value) {
                                    case JsonValue.Whole(long number) -> toInt(key, number);
                                    case JsonValue other -> throw wrongType(key, "integer", other);
                                });
    }

    private int toInt(String key, long number) {
        if (number != (int) number) {
            throw fail(key, "value too large (" + key + ")");
        }
        return (int) number;
    }

    /// A duration, which is a string; `complaint` is the message for one that cannot be read.
    public Optional<Fsd> duration(String key, String complaint) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Fsd.parse(text.get()));
        } catch (FormatException e) {
            throw located(key, complaint + ": " + e.getMessage());
        }
    }

    /// The strings of an array; `complaint` is the whole message when it is anything else.
    public Optional<List<String>> texts(String key, String complaint) {
        Optional<JsonValue> value = any(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        if (value.get() instanceof JsonArray(List<JsonValue> items)) {
            for (JsonValue item : items) {
                if (item instanceof JsonValue.Text(String text)) {
                    texts.add(text);
                }
            }
            if (texts.size() == items.size()) {
                return Optional.of(List.copyOf(texts));
            }
        }
        throw located(key, complaint);
    }

    /// Refuses keys that were not asked for.
    public void finish() {
        List<String> unknown = new ArrayList<>(table.keys());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            String first = unknown.getFirst();
            throw fail(
                    first,
                    unknown.size()
                            + " object item(s) left unpacked: "
                            + String.join(", ", unknown)
                            + Suggestion.of(first, known));
        }
    }

    private ConfigException wrongType(String key, String wanted, JsonValue actual) {
        return fail(key, expected(wanted, actual) + " (" + key + ")");
    }

    /// The words for a value of the wrong type.
    public static String expected(String wanted, JsonValue actual) {
        String got =
                actual instanceof JsonValue.Bool(boolean truth)
                        ? Boolean.toString(truth)
                        : actual.typeName();
        return "Expected " + wanted + ", got " + got;
    }

    /// A failure of a key of this table, with place and prefix.
    public ConfigException fail(String key, String message) {
        return failAt(path + "." + key, message);
    }

    private ConfigException failAt(String where, String message) {
        return new ConfigException(place(where) + prefix + message);
    }

    /// A failure of a key whose message has no common prefix.
    public ConfigException located(String key, String message) {
        return new ConfigException(place(path + "." + key) + message);
    }

    private String place(String where) {
        return config.place(where).or(() -> config.place(path)).map(p -> p + ": ").orElse("");
    }
}
