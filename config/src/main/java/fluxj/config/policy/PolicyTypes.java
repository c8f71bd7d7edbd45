package fluxj.config.policy;

import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The values of policies and queues (RFC 33), with flux-core's own words for what is none.
final class PolicyTypes {
    private PolicyTypes() {}

    /// A duration, as a string.
    record Duration(String complaint) implements KeyType<Optional<Fsd>> {
        @Override
        public String name() {
            return "duration";
        }

        @Override
        public Optional<Fsd> read(TableReader table, String key, JsonValue value) {
            try {
                if (value instanceof JsonValue.Text(String text)) {
                    return Optional.of(Fsd.parse(text));
                }
            } catch (FormatException _) {
                // Told below, as any other value is.
            }
            throw table.fail(key, complaint);
        }

        @Override
        public String written(Optional<Fsd> value) {
            return value.map(length -> '"' + length.toString() + '"').orElse("unset");
        }
    }

    /// A string.
    record Text(String complaint) implements KeyType<Optional<String>> {
        @Override
        public String name() {
            return "string";
        }

        @Override
        public Optional<String> read(TableReader table, String key, JsonValue value) {
            if (value instanceof JsonValue.Text(String text)) {
                return Optional.of(text);
            }
            throw table.fail(
                    key, complaint.isEmpty() ? TableReader.expected("string", value) : complaint);
        }

        @Override
        public String written(Optional<String> value) {
            return value.map(text -> '"' + text + '"').orElse("unset");
        }
    }

    /// Strings.
    ///
    /// @param banned characters that none may have
    record Texts(String complaint, String banned) implements KeyType<List<String>> {
        @Override
        public String name() {
            return "array of strings";
        }

        @Override
        public List<String> read(TableReader table, String key, JsonValue value) {
            List<String> texts = new ArrayList<>();
            if (!(value instanceof JsonArray items)) {
                throw table.fail(key, complaint);
            }
            for (JsonValue item : items) {
                if (!(item instanceof JsonValue.Text(String text))
                        || text.chars().anyMatch(c -> banned.indexOf(c) >= 0)) {
                    throw table.fail(key, complaint);
                }
                texts.add(text);
            }
            return List.copyOf(texts);
        }

        @Override
        public String written(List<String> value) {
            return JsonArray.ofTexts(value).toString();
        }
    }

    /// Anything; who reads it is not ours.
    record Anything() implements KeyType<Optional<JsonValue>> {
        @Override
        public String name() {
            return "any";
        }

        @Override
        public Optional<JsonValue> read(TableReader table, String key, JsonValue value) {
            return Optional.of(value);
        }

        @Override
        public String written(Optional<JsonValue> value) {
            return value.map(JsonValue::toString).orElse("unset");
        }
    }

    /// A table with rows of its own.
    ///
    /// @param none what holds when it is not there
    /// @param words what its messages begin with, of the table that it is in and its key there
    record SubTable<T>(
            ConfigTable below,
            T none,
            BiFunction<TableReader, String, String> words,
            Function<TableReader, T> reader)
            implements KeyType<T> {
        @Override
        public String name() {
            return "table";
        }

        @Override
        public T read(TableReader table, String key, JsonValue value) {
            String prefix = words.apply(table, key);
            if (!(value instanceof JsonObject object)) {
                throw table.located(key, prefix + TableReader.expected("object", value));
            }
            TableReader inner = table.below(key, prefix, object);
            T read = reader.apply(inner);
            if (below.isStrict()) {
                inner.refuseOthers(below.keys());
            }
            return read;
        }

        @Override
        public String written(T value) {
            return "{}";
        }

        @Override
        public Optional<ConfigTable> rows() {
            return Optional.of(below);
        }
    }

    /// Words that name the table itself.
    static String itself(TableReader table, String key) {
        return words(table.path() + "." + key);
    }

    /// Words that name the table that it is in.
    static String outer(TableReader table, String key) {
        return table.prefix();
    }

    static String words(String path) {
        return "error parsing [" + path + "] config table: ";
    }
}
