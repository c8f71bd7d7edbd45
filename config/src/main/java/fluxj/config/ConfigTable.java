package fluxj.config;

import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A table of the configuration: its name, the words its messages begin with, and its rows, in the
/// order in which they are read and told of.
public final class ConfigTable {
    private final String name;
    private final String prefix;
    private final boolean strict;
    private final String meaning;
    private final List<ConfigKey<?>> keys;
    private final Optional<KeyType<?>> entries;
    private final Check check;

    /// What must hold among several keys.
    @FunctionalInterface
    public interface Check {
        /// Looks at values each of which is right by itself.
        ///
        /// @throws ConfigException in Flux's words; see [TableReader#refused]
        void check(TableReader table, TableValues values);
    }

    private ConfigTable(Builder builder) {
        name = builder.name;
        prefix = builder.prefix;
        strict = builder.strict;
        meaning = builder.meaning;
        keys = List.copyOf(builder.keys);
        entries = Optional.ofNullable(builder.entries);
        check = builder.check;
    }

    /// A table that refuses a key it has no row for.
    ///
    /// @param prefix what messages begin with, after the place
    public static Builder strict(String name, String prefix) {
        return new Builder(name, prefix, true);
    }

    /// A table that leaves alone what it has no row for; see [#unknown].
    ///
    /// @param prefix what messages begin with, after the place
    public static Builder lenient(String name, String prefix) {
        return new Builder(name, prefix, false);
    }

    /// Its name, such as `content-sqlite`.
    public String name() {
        return name;
    }

    /// Whether a key without a row is refused.
    public boolean isStrict() {
        return strict;
    }

    /// What it is about, in a sentence.
    public String meaning() {
        return meaning;
    }

    /// Its rows.
    public List<ConfigKey<?>> keys() {
        return keys;
    }

    /// What every key that has no row is, when keys are names that people choose.
    public Optional<KeyType<?>> entries() {
        return entries;
    }

    /// What messages begin with, after the place.
    public String prefix() {
        return prefix;
    }

    /// What a configuration sets in this table, to be asked key by key.
    ///
    /// @throws ConfigException when there is something else of its name
    public TableReader open(Config config) {
        return TableReader.open(config, this, _ -> Optional.empty());
    }

    /// Reads the table; what it does not say, and all of it when it is not there, is as the rows
    /// have it by default.
    ///
    /// @throws ConfigException in Flux's words, for the first thing that is wrong
    public TableValues read(Config config) {
        return read(config, _ -> Optional.empty());
    }

    /// Reads the table and lays the attributes over it that were set on the command line.
    ///
    /// @param attributes the value that an attribute was set to, by its name
    /// @throws ConfigException in Flux's words, for the first thing that is wrong
    public TableValues read(Config config, Function<String, Optional<String>> attributes) {
        TableReader table = TableReader.open(config, this, attributes);
        Map<ConfigKey<?>, Object> values = new HashMap<>();
        for (ConfigKey<?> key : keys) {
            values.put(key, key.read(table));
        }
        if (entries.isPresent()) {
            readEntries(table, config);
        } else if (strict) {
            table.refuseOthers(keys);
        }
        TableValues all = new TableValues(this, values);
        for (ConfigKey<?> key : keys) {
            check(key, table, all);
        }
        check.check(table, all);
        return all;
    }

    private void readEntries(TableReader table, Config config) {
        for (String key : unknown(config)) {
            table.value(key).ifPresent(value -> entries.orElseThrow().read(table, key, value));
        }
    }

    private static <T> void check(ConfigKey<T> key, TableReader table, TableValues values) {
        key.check(table, values.get(key));
    }

    /// The keys that are set and have no row.
    public List<String> unknown(Config config) {
        List<String> unknown = new ArrayList<>(config.table(name).orElse(JsonObject.EMPTY).keys());
        keys.forEach(key -> unknown.remove(key.name()));
        return unknown;
    }

    /// Collects the rows of a table.
    public static final class Builder {
        private final String name;
        private final String prefix;
        private final boolean strict;
        private final List<ConfigKey<?>> keys = new ArrayList<>();
        private String meaning = "";
        private @Nullable KeyType<?> entries;
        private boolean overridable;
        private Check check = (_, _) -> {};

        private Builder(String name, String prefix, boolean strict) {
            this.name = name;
            this.prefix = prefix;
            this.strict = strict;
        }

        /// What the table is about.
        public Builder meaning(String sentences) {
            meaning = sentences;
            return this;
        }

        /// Its keys may have attributes, which whoever reads it lays over it.
        public Builder overridable() {
            overridable = true;
            return this;
        }

        /// Keys without a row are names that people choose, and their values are of this type.
        public Builder entries(KeyType<?> type) {
            entries = type;
            return this;
        }

        boolean isOverridable() {
            return overridable;
        }

        void add(ConfigKey<?> row) {
            keys.add(row);
        }

        /// What must hold among several keys.
        public Builder check(Check among) {
            check = among;
            return this;
        }

        /// Begins a row.
        ///
        /// @param byDefault what holds when nothing is said
        public <T> ConfigKey.Builder<T> key(String key, KeyType<T> type, T byDefault) {
            return new ConfigKey.Builder<>(this, key, type, byDefault);
        }

        /// The table of the rows so far.
        public ConfigTable build() {
            return new ConfigTable(this);
        }
    }
}
