package fluxj.cli.config;

import fluxj.cli.CommandFailure;
import fluxj.cli.Decimals;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonArray;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Locale;

/// Types of configuration values as `config get` and `config set` name them.
enum ConfigType {
    OBJECT("object"),
    ARRAY("array"),
    STRING("string"),
    INTEGER("integer"),
    REAL("real"),
    BOOLEAN("boolean"),
    ANY("any"),
    FSD("fsd"),
    FSD_INTEGER("fsd-integer"),
    FSD_REAL("fsd-real");

    private final String word;

    ConfigType(String word) {
        this.word = word;
    }

    /// The type of that name.
    static ConfigType named(String word) {
        for (ConfigType type : values()) {
            if (type.word.equals(word.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new CommandFailure("Unknown type: " + word);
    }

    /// The type of that name, when values can be written in it.
    static ConfigType forSetting(String word) {
        ConfigType type = named(word);
        if (type == FSD_INTEGER || type == FSD_REAL || type == ANY) {
            throw new CommandFailure("Invalid type for the set subcommand: " + word);
        }
        return type;
    }

    /// The type of a value.
    static ConfigType of(JsonValue value) {
        return switch (value) {
            case JsonObject _ -> OBJECT;
            case JsonArray _ -> ARRAY;
            case JsonValue.Text _ -> STRING;
            case JsonValue.Whole _ -> INTEGER;
            case JsonValue.Real _ -> REAL;
            case JsonValue.Bool _ -> BOOLEAN;
            case JsonValue.Null _ -> ANY;
        };
    }

    /// Reads a word of the command line as a value of this type.
    JsonValue read(String text) {
        return switch (this) {
            case BOOLEAN ->
                    JsonValue.of(
                            !(text.isEmpty()
                                    || text.charAt(0) == '0'
                                    || text.charAt(0) == 'f'
                                    || text.charAt(0) == 'F'));
            case REAL -> JsonValue.of(real(text));
            case INTEGER -> JsonValue.of(integer(text));
            case OBJECT, ARRAY -> structure(text);
            case FSD, FSD_INTEGER, FSD_REAL -> {
                seconds(text);
                yield string(text);
            }
            case STRING, ANY -> string(text);
        };
    }

    private static double real(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new CommandFailure("Error parsing real value");
        }
    }

    private static long integer(String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            throw new CommandFailure("Error parsing integer value");
        }
    }

    private JsonValue structure(String text) {
        try {
            JsonValue value = JsonValue.parse(text);
            if (of(value) == this) {
                return value;
            }
        } catch (JsonException e) {
            throw new CommandFailure("Error parsing json " + word);
        }
        throw new CommandFailure("Error parsing json " + word);
    }

    private static JsonValue string(String text) {
        if (!text.startsWith("\"")) {
            return JsonValue.of(text);
        }
        try {
            return JsonValue.parse(text);
        } catch (JsonException e) {
            throw new CommandFailure("Error parsing string");
        }
    }

    private static double seconds(String text) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException e) {
            throw new CommandFailure("Error parsing Flux Standard Duration");
        }
    }

    /// The text of a value of this type, as `config get` prints it.
    String print(JsonValue value, String name) {
        ConfigType type = of(value);
        String plain = value instanceof JsonValue.Text(String text) ? text : value.toString();
        if (this == ANY || this == type) {
            return plain;
        }
        if (type == STRING && isDuration(plain)) {
            switch (this) {
                case FSD -> {
                    return plain;
                }
                case FSD_INTEGER -> {
                    return Long.toString((long) seconds(plain));
                }
                case FSD_REAL -> {
                    return Decimals.of(seconds(plain), 6);
                }
                case OBJECT, ARRAY, STRING, INTEGER, REAL, BOOLEAN, ANY -> {
                    // Not what was asked for.
                }
            }
        }
        throw new CommandFailure(name + " does not have the requested type");
    }

    private static boolean isDuration(String text) {
        try {
            return Fsd.parse(text).seconds() >= 0;
        } catch (FormatException e) {
            return false;
        }
    }
}
