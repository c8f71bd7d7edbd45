package fluxj.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What holds for each key of one table. Immutable.
public final class TableValues {
    private final ConfigTable table;
    private final Map<ConfigKey<?>, Object> values;

    TableValues(ConfigTable table, Map<ConfigKey<?>, Object> values) {
        this.table = table;
        this.values = values;
    }

    /// The value of a key of this table.
    @SuppressWarnings("unchecked")
    public <T> T get(ConfigKey<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key.name() + " is no key of " + table.name());
        }
        return (T) value;
    }

    /// These values with another one for a key.
    public <T> TableValues with(ConfigKey<T> key, T value) {
        Map<ConfigKey<?>, Object> changed = new HashMap<>(values);
        changed.put(key, value);
        return new TableValues(table, changed);
    }

    /// The attributes that show these values, by name in the order of the rows.
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (ConfigKey<?> key : table.keys()) {
            key.attribute()
                    .ifPresent(name -> shown(key).ifPresent(text -> attributes.put(name, text)));
        }
        return attributes;
    }

    private <T> Optional<String> shown(ConfigKey<T> key) {
        return key.shown(get(key));
    }

    /// Equal when every key has the same value.
    @Override
    public boolean equals(Object other) {
        return other instanceof TableValues that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        Map<String, Object> named = new LinkedHashMap<>();
        table.keys().forEach(key -> named.put(key.name(), get(key)));
        return "[" + table.name() + "] " + named;
    }
}
