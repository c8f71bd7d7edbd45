package fluxj.config.tables;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The values of `[rabbit]`.
final class RabbitTypes {
    /// What messages begin with.
    static final String WORDS = "error parsing [rabbit] config table: ";

    private RabbitTypes() {}

    /// A length of time: seconds, or a duration as a string.
    record Seconds() implements KeyType<Fsd> {
        @Override
        public String name() {
            return "seconds or duration";
        }

        @Override
        public Fsd read(TableReader table, String key, JsonValue value) {
            try {
                return switch (value) {
                    case JsonValue.Whole(long seconds) when seconds >= 0 -> new Fsd(seconds);
                    case JsonValue.Real(double seconds) when seconds >= 0 -> new Fsd(seconds);
                    case JsonValue.Text(String text) -> Fsd.parse(text);
                    case JsonValue.Whole _, JsonValue.Real _ ->
                            throw table.fail(key, key + " must not be negative");
                    case JsonValue _ -> throw table.wrongType(key, "real or string", value);
                };
            } catch (FormatException e) {
                throw table.fail(key, key + ": " + e.getMessage());
            }
        }

        @Override
        public String written(Fsd value) {
            return Fsd.format(value.seconds());
        }
    }

    /// A number of GiB; fractions do not count.
    record Gib() implements KeyType<Optional<Long>> {
        @Override
        public String name() {
            return "number";
        }

        @Override
        public Optional<Long> read(TableReader table, String key, JsonValue value) {
            return switch (value) {
                case JsonValue.Whole(long gib) -> Optional.of(gib);
                case JsonValue.Real(double gib) -> Optional.of((long) Math.floor(gib));
                case JsonValue _ -> throw table.wrongType(key, "real or integer", value);
            };
        }

        @Override
        public String written(Optional<Long> value) {
            return value.map(String::valueOf).orElse("(none)");
        }
    }

    /// Directives by the names that jobs may call them by. What is wrong with one is told to the
    /// job that does.
    record Presets() implements KeyType<JsonObject> {
        @Override
        public String name() {
            return "table of strings or arrays of strings";
        }

        @Override
        public JsonObject read(TableReader table, String key, JsonValue value) {
            if (value instanceof JsonObject presets) {
                return presets;
            }
            throw table.wrongType(key, "object", value);
        }

        @Override
        public String written(JsonObject value) {
            return "{}";
        }
    }

    /// A table with rows of its own.
    record Table<T>(ConfigTable below, T none, Function<TableReader, T> reader)
            implements KeyType<T> {
        @Override
        public String name() {
            return "table";
        }

        @Override
        public T read(TableReader table, String key, JsonValue value) {
            if (value instanceof JsonObject object) {
                return reader.apply(table.below(key, WORDS, object));
            }
            throw table.wrongType(key, "object", value);
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

    /// Tells of the first key that has no row, as flux-coral2 does.
    static void addUnrecognized(
            String path, ConfigTable rows, JsonObject table, List<String> lines) {
        List<String> accepted = new ArrayList<>();
        for (ConfigKey<?> row : rows.keys()) {
            accepted.add(row.name());
        }
        table.keys().stream()
                .filter(key -> !accepted.contains(key))
                .findFirst()
                .ifPresent(
                        key ->
                                lines.add(
                                        "misconfiguration: unrecognized `"
                                                + path
                                                + "."
                                                + key
                                                + "` key in Flux config, accepted keys are "
                                                + accepted.stream()
                                                        .sorted()
                                                        .map(name -> "'" + name + "'")
                                                        .collect(
                                                                Collectors.joining(
                                                                        ", ", "{", "}"))));
    }
}
