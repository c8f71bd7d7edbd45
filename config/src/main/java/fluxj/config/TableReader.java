package fluxj.config;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One table as it is written, with the attributes that were set, and the words and the place for
/// what is wrong in it.
public final class TableReader {
    private final Config config;
    private final String path;
    private final String prefix;
    private final JsonObject table;
    private final Function<String, Optional<String>> attributes;

    private TableReader(
            Config config,
            String path,
            String prefix,
            JsonObject table,
            Function<String, Optional<String>> attributes) {
        this.config = config;
        this.path = path;
        this.prefix = prefix;
        this.table = table;
        this.attributes = attributes;
    }

    /// A top-level table; an empty one when there is none.
    ///
    /// @throws ConfigException when there is something else of that name
    static TableReader open(
            Config config, ConfigTable rows, Function<String, Optional<String>> attributes) {
        String name = rows.name();
        JsonValue value = config.root().get(name).orElse(JsonObject.EMPTY);
        if (value instanceof JsonObject table) {
            return new TableReader(config, name, rows.prefix(), table, attributes);
        }
        throw new TableReader(config, name, rows.prefix(), JsonObject.EMPTY, attributes)
                .failAt(name, expected("object", value) + " (" + name + ")");
    }

    /// A table below this one, which no attributes are laid over.
    ///
    /// @param step its path from here: `roles.admin`, `hosts[1]`
    /// @param words what its messages begin with, after the place
    public TableReader below(String step, String words, JsonObject object) {
        return new TableReader(config, path + "." + step, words, object, _ -> Optional.empty());
    }

    /// Its path: `tbon`, `access.roles.admin`.
    public String path() {
        return path;
    }

    /// What its messages begin with, after the place.
    public String prefix() {
        return prefix;
    }

    Config config() {
        return config;
    }

    Optional<String> attribute(String name) {
        return attributes.apply(name);
    }

    Optional<JsonValue> value(String key) {
        return table.get(key);
    }

    /// What this table sets a key to, whatever attributes say.
    ///
    /// @throws ConfigException when it is not what the key's row asks for
    public <T> Optional<T> get(ConfigKey<T> key) {
        Optional<T> value = key.configured(this);
        if (value.isPresent()) {
            key.check(this, value.get());
        }
        return value;
    }

    /// Whether this table sets a key.
    public boolean sets(ConfigKey<?> key) {
        return value(key.name()).isPresent();
    }

    /// Refuses keys that have no row.
    ///
    /// @throws ConfigException that names them, and the key that was probably meant
    public void refuseOthers(List<ConfigKey<?>> rows) {
        int known = 0;
        for (ConfigKey<?> row : rows) {
            known += sets(row) ? 1 : 0;
        }
        if (known < table.keys().size()) {
            throw unknownKeys(rows);
        }
    }

    private ConfigException unknownKeys(List<ConfigKey<?>> rows) {
        List<String> known = new ArrayList<>();
        rows.forEach(row -> known.add(row.name()));
        List<String> unknown = new ArrayList<>(table.keys());
        unknown.removeAll(known);
        String first = unknown.getFirst();
        return fail(
                first,
                unknown.size()
                        + " object item(s) left unpacked: "
                        + String.join(", ", unknown)
                        + Suggestion.of(first, known));
    }

    /// The failure of a value that is not of its key's type.
    public ConfigException wrongType(String key, String wanted, JsonValue actual) {
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

    /// The failure of a value that holds: with its place, unless it is an attribute's.
    public ConfigException refused(ConfigKey<?> key, String message) {
        boolean isAttribute = key.attribute().flatMap(attributes).isPresent();
        return isAttribute ? new ConfigException(message) : located(key.name(), message);
    }

    private String place(String where) {
        return config.place(where).or(() -> config.place(path)).map(p -> p + ": ").orElse("");
    }
}
