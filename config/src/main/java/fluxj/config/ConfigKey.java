package fluxj.config;

import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// One key of a table, declared once: how it is read, what holds when it is not set, what is
/// refused, the attribute that goes with it, and what the reference says of it. Each is itself and
/// equal to no other.
///
/// @param <T> what its value becomes
public final class ConfigKey<T> {
    private final String name;
    private final KeyType<T> type;
    private final Default<T> byDefault;
    private final Optional<Range<T>> range;
    private final Optional<Attribute<T>> attribute;
    private final String meaning;

    /// What holds when nothing is said; `words` is empty where the value says it.
    private record Default<T>(T value, Optional<Function<Config, T>> found, String words) {
        T in(Config config) {
            return found.isPresent() ? found.get().apply(config) : value;
        }
    }

    private record Range<T>(String words, Predicate<T> holds, String complaint) {}

    private record Attribute<T>(String name, AttributeType<T> type, boolean shows) {}

    private ConfigKey(Builder<T> row, String meaning) {
        name = row.name;
        type = row.type;
        byDefault = row.byDefault;
        range = Optional.ofNullable(row.range);
        attribute = Optional.ofNullable(row.attribute);
        this.meaning = meaning;
    }

    /// The key as it is written in its table.
    public String name() {
        return name;
    }

    /// What its value is and within which bounds, in words.
    public String type() {
        return type.name() + range.map(bounds -> ", " + bounds.words()).orElse("");
    }

    /// The rows of the table that its value is, or is an array of, when it is that.
    public Optional<ConfigTable> rows() {
        return type.rows();
    }

    /// What holds when it is not set, as it would be written or in words.
    public String shownDefault() {
        return byDefault.words().isEmpty() ? type.written(byDefault.value()) : byDefault.words();
    }

    /// The attribute that wins over the table when it is set on the command line.
    public Optional<String> attribute() {
        return attribute.map(Attribute::name);
    }

    /// What it does, in a sentence or two.
    public String meaning() {
        return meaning;
    }

    /// The text that its attribute shows; empty when none does.
    Optional<String> shown(T value) {
        return attribute.filter(Attribute::shows).map(found -> found.type().format(value));
    }

    /// What a table sets it to.
    Optional<T> configured(TableReader table) {
        Optional<JsonValue> value = table.value(name);
        return value.isPresent()
                ? Optional.of(type.read(table, name, value.get()))
                : Optional.empty();
    }

    /// What holds: the attribute's value, or else the table's, or else the default. What the table
    /// says must be right in any case.
    T read(TableReader table) {
        Optional<T> configured = configured(table);
        if (attribute.isPresent()) {
            Attribute<T> over = attribute.get();
            Optional<String> text = table.attribute(over.name());
            if (text.isPresent()) {
                return over.type().parse(over.name(), text.get());
            }
        }
        return configured.isPresent() ? configured.get() : byDefault.in(table.config());
    }

    void check(TableReader table, T value) {
        if (range.isPresent() && !range.get().holds().test(value)) {
            throw table.refused(this, range.get().complaint());
        }
    }

    /// Puts one row together; [#meaning] completes it.
    public static final class Builder<T> {
        private final ConfigTable.Builder table;
        private final String name;
        private final KeyType<T> type;
        private Default<T> byDefault;
        private @Nullable Range<T> range;
        private @Nullable Attribute<T> attribute;

        Builder(ConfigTable.Builder table, String name, KeyType<T> type, T byDefault) {
            this.table = table;
            this.name = name;
            this.type = type;
            this.byDefault = new Default<>(byDefault, Optional.empty(), "");
        }

        /// Says in words what holds when nothing is said.
        public Builder<T> defaultShownAs(String words) {
            byDefault = new Default<>(byDefault.value(), byDefault.found(), words);
            return this;
        }

        /// Finds what holds when nothing is said in the rest of the configuration.
        public Builder<T> defaultFrom(Function<Config, T> found) {
            byDefault = new Default<>(byDefault.value(), Optional.of(found), byDefault.words());
            return this;
        }

        /// Refuses other values.
        ///
        /// @param words what is right, for the reference
        /// @param complaint the whole message for any other value
        public Builder<T> range(String words, Predicate<T> holds, String complaint) {
            range = new Range<>(words, holds, complaint);
            return this;
        }

        /// The attribute that wins over the table, and that shows what holds.
        public Builder<T> attribute(String attributeName) {
            attribute = new Attribute<>(attributeName, attributeType(), true);
            return this;
        }

        /// The attribute that wins over the table; it is not set to what holds.
        public Builder<T> overriddenBy(String attributeName) {
            attribute = new Attribute<>(attributeName, attributeType(), false);
            return this;
        }

        private AttributeType<T> attributeType() {
            if (!table.isOverridable()) {
                throw new IllegalStateException(
                        name + " has an attribute, and nobody lays attributes over its table");
            }
            if (type instanceof AttributeType<T> text) {
                return text;
            }
            throw new IllegalStateException("no attribute can be of type " + type.name());
        }

        /// Completes the row and puts it into its table.
        ///
        /// @param sentences what the key does, for the reference
        public ConfigKey<T> meaning(String sentences) {
            ConfigKey<T> row = new ConfigKey<>(this, sentences);
            table.add(row);
            return row;
        }
    }
}
