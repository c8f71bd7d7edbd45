package fluxj.config;

import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The types that keys have.
final class KeyTypes {
    private KeyTypes() {}

    private static String text(TableReader table, String key, JsonValue value) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw table.wrongType(key, "string", value);
    }

    private static String with(String template, String word) {
        return template.replace("%s", word);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    record Text(String name) implements AttributeType<String> {
        @Override
        public String read(TableReader table, String key, JsonValue value) {
            return text(table, key, value);
        }

        @Override
        public String parse(String attribute, String text) {
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }

        @Override
        public String written(String value) {
            return quoted(value);
        }
    }

    record Whole() implements AttributeType<Integer> {
        @Override
        public String name() {
            return "integer";
        }

        @Override
        public Integer read(TableReader table, String key, JsonValue value) {
            if (!(value instanceof JsonValue.Whole(long number))) {
                throw table.wrongType(key, "integer", value);
            }
            if (number != (int) number) {
                throw table.fail(key, "value too large (" + key + ")");
            }
            return (int) number;
        }

        @Override
        public Integer parse(String attribute, String text) {
            try {
                return text.isEmpty() ? 0 : Integer.parseInt(text);
            } catch (NumberFormatException _) {
                throw new ConfigException(attribute + " value must be an integer");
            }
        }

        @Override
        public String format(Integer value) {
            return value.toString();
        }

        @Override
        public String written(Integer value) {
            return value.toString();
        }
    }

    record Bool() implements KeyType<Boolean> {
        @Override
        public String name() {
            return "boolean";
        }

        @Override
        public Boolean read(TableReader table, String key, JsonValue value) {
            if (value instanceof JsonValue.Bool(boolean truth)) {
                return truth;
            }
            throw table.wrongType(key, "true or false", value);
        }

        @Override
        public String written(Boolean value) {
            return value.toString();
        }
    }

    record Texts(String complaint) implements KeyType<List<String>> {
        @Override
        public String name() {
            return "array of strings";
        }

        @Override
        public List<String> read(TableReader table, String key, JsonValue value) {
            List<String> texts = new ArrayList<>();
            if (value instanceof JsonArray(List<JsonValue> items)) {
                for (JsonValue item : items) {
                    if (item instanceof JsonValue.Text(String text)) {
                        texts.add(text);
                    }
                }
                if (texts.size() == items.size()) {
                    return List.copyOf(texts);
                }
            }
            throw table.located(key, complaint);
        }

        @Override
        public String written(List<String> value) {
            return value.stream().map(KeyTypes::quoted).toList().toString();
        }
    }

    record Duration(String inTable, String inAttribute) implements AttributeType<Fsd> {
        @Override
        public String name() {
            return "duration";
        }

        @Override
        public Fsd read(TableReader table, String key, JsonValue value) {
            try {
                return Fsd.parse(text(table, key, value));
            } catch (FormatException e) {
                throw table.located(key, with(inTable, key) + ": " + e.getMessage());
            }
        }

        @Override
        public Fsd parse(String attribute, String text) {
            try {
                return Fsd.parse(text);
            } catch (FormatException e) {
                throw new ConfigException(with(inAttribute, attribute) + ": " + e.getMessage());
            }
        }

        @Override
        public String format(Fsd value) {
            return value.toString();
        }

        @Override
        public String written(Fsd value) {
            return quoted(value.toString());
        }
    }

    record Choice<E extends Enum<E>>(List<E> constants, String complaint)
            implements AttributeType<E> {
        @Override
        public String name() {
            return "string";
        }

        @Override
        public E read(TableReader table, String key, JsonValue value) {
            String word = text(table, key, value);
            return find(word).orElseThrow(() -> table.located(key, with(complaint, word)));
        }

        @Override
        public E parse(String attribute, String text) {
            return find(text).orElseThrow(() -> new ConfigException(with(complaint, text)));
        }

        private Optional<E> find(String word) {
            for (E constant : constants) {
                if (constant.toString().equals(word)) {
                    return Optional.of(constant);
                }
            }
            return Optional.empty();
        }

        @Override
        public String format(E value) {
            return value.toString();
        }

        @Override
        public String written(E value) {
            return quoted(value.toString());
        }
    }

    record Optionally<T>(AttributeType<T> type) implements AttributeType<Optional<T>> {
        @Override
        public String name() {
            return type.name();
        }

        @Override
        public Optional<T> read(TableReader table, String key, JsonValue value) {
            return Optional.of(type.read(table, key, value));
        }

        @Override
        public Optional<T> parse(String attribute, String text) {
            return Optional.of(type.parse(attribute, text));
        }

        @Override
        public String format(Optional<T> value) {
            return value.isPresent() ? type.format(value.get()) : "";
        }

        @Override
        public String written(Optional<T> value) {
            return value.isPresent() ? type.written(value.get()) : "(none)";
        }
    }
}
