package fluxj.config.tables;

import fluxj.config.ConfigException;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The values of `[exec]`, with flux-core's own words for what is none.
final class ExecTypes {
    private static final String NONE = "none";

    /// A type by its name, its reader and its writer.
    private record Type<T>(String name, Reader<T> reader, Function<T, String> writer)
            implements KeyType<T> {
        @Override
        public T read(TableReader table, String key, JsonValue value) {
            return reader.read(table, key, value);
        }

        @Override
        public String written(T value) {
            return writer.apply(value);
        }
    }

    private interface Reader<T> {
        T read(TableReader table, String key, JsonValue value);
    }

    private ExecTypes() {}

    /// A string.
    static KeyType<String> text() {
        return new Type<>("string", ExecTypes::readText, text -> "\"" + text + "\"");
    }

    private static String readText(TableReader table, String key, JsonValue value) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw wrong(table, key, "string", value);
    }

    private static ConfigException wrong(
            TableReader table, String key, String wanted, JsonValue value) {
        return table.located(
                key,
                "error reading config value exec."
                        + key
                        + ": "
                        + TableReader.expected(wanted, value));
    }

    /// One of a few words; `complaint` with what was written instead is the message for another.
    static KeyType<String> oneOf(List<String> words, String complaint) {
        return new Type<>(
                "string",
                (table, key, value) -> {
                    String text = readText(table, key, value);
                    if (!words.contains(text)) {
                        throw table.located(key, complaint.replace("%s", text));
                    }
                    return text;
                },
                text -> "\"" + text + "\"");
    }

    /// A whole number.
    static KeyType<Integer> whole() {
        return new Type<>(
                "integer",
                (table, key, value) -> {
                    if (value instanceof JsonValue.Whole(long number) && number == (int) number) {
                        return (int) number;
                    }
                    throw wrong(table, key, "integer", value);
                },
                String::valueOf);
    }

    /// Any number.
    static KeyType<Double> number() {
        return new Type<>(
                "number",
                (table, key, value) ->
                        switch (value) {
                            case JsonValue.Whole(long number) -> (double) number;
                            case JsonValue.Real(double number) -> number;
                            case JsonValue _ -> throw wrong(table, key, "real or integer", value);
                        },
                number -> String.format(Locale.ROOT, "%.1f", number));
    }

    /// True or false.
    static KeyType<Boolean> bool() {
        return new Type<>("boolean", ExecTypes::readBool, String::valueOf);
    }

    private static Boolean readBool(TableReader table, String key, JsonValue value) {
        if (value instanceof JsonValue.Bool(boolean truth)) {
            return truth;
        }
        throw wrong(table, key, "true or false", value);
    }

    /// A duration; `complaint` with what was written instead is the message for anything else.
    static KeyType<Fsd> duration(String complaint) {
        return durations(complaint, _ -> Optional.empty());
    }

    /// A duration, or `none`, which reads as no time at all.
    static KeyType<Fsd> durationOrNone(String complaint) {
        return durations(
                complaint, text -> text.equals(NONE) ? Optional.of(Fsd.ZERO) : Optional.empty());
    }

    private static KeyType<Fsd> durations(String complaint, Function<String, Optional<Fsd>> words) {
        return new Type<>(
                "duration",
                (table, key, value) -> {
                    String text = readText(table, key, value);
                    Optional<Fsd> word = words.apply(text);
                    if (word.isPresent()) {
                        return word.get();
                    }
                    try {
                        return Fsd.parse(text);
                    } catch (FormatException _) {
                        throw table.located(key, complaint.replace("%s", text));
                    }
                },
                duration -> "\"" + duration + "\"");
    }

    /// A value that may be left open.
    static <T> KeyType<Optional<T>> optionally(KeyType<T> type) {
        return new Type<>(
                type.name(),
                (table, key, value) -> Optional.of(type.read(table, key, value)),
                value -> value.map(type::written).orElse(""));
    }

    /// A table of strings.
    static KeyType<JsonObject> texts() {
        return new Type<>(
                "table",
                (table, key, value) -> {
                    if (!(value instanceof JsonObject members)) {
                        throw table.located(key, "exec." + key + " is not a table");
                    }
                    members.members()
                            .forEach(
                                    (name, member) -> {
                                        if (!(member instanceof JsonValue.Text)) {
                                            throw table.located(
                                                    key,
                                                    "exec."
                                                            + key
                                                            + "."
                                                            + name
                                                            + " is not a string");
                                        }
                                    });
                    return members;
                },
                _ -> "{}");
    }

    /// A table with the one key `allow-guests`.
    static KeyType<Boolean> testexec() {
        return new Type<>(
                "table",
                (table, key, value) -> {
                    if (!(value instanceof JsonObject members)) {
                        throw wrong(table, key, "object", value);
                    }
                    return members.get("allow-guests")
                            .map(allowed -> readBool(table, key, allowed))
                            .orElse(false);
                },
                allowed -> "{ allow-guests = " + allowed + " }");
    }
}
