package fluxj.json;

import java.nio.charset.StandardCharsets;

/// One immutable JSON value. Whole numbers and reals are different values, as they are for Flux's
/// own JSON library: `1` does not equal `1.0`, and a peer that unpacks one refuses the other.
public sealed interface JsonValue permits JsonObject, JsonArray, JsonValue.Scalar {

    /// A value with no parts.
    sealed interface Scalar extends JsonValue permits Text, Whole, Real, Bool, Null {}

    /// A string.
    record Text(String value) implements Scalar {
        @Override
        public String toString() {
            return JsonWriter.text(this);
        }
    }

    /// A number without fraction or exponent, 64 bits.
    record Whole(long value) implements Scalar {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /// A number with fraction or exponent; always written with one (`0.0`).
    record Real(double value) implements Scalar {
        /// Only finite numbers have a text.
        public Real {
            if (!Double.isFinite(value)) {
                throw new JsonException("JSON has no " + value);
            }
        }

        @Override
        public String toString() {
            return JsonWriter.text(this);
        }
    }

    /// `true` or `false`.
    record Bool(boolean value) implements Scalar {
        static final Bool TRUE = new Bool(true);
        static final Bool FALSE = new Bool(false);

        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /// `null`.
    enum Null implements Scalar {
        /// The only one.
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    /// The word for this value's type in an error: `object`, `array`, `string`, `integer`, `real`,
    /// `boolean` or `null`.
    default String typeName() {
        return switch (this) {
            case JsonObject _ -> "object";
            case JsonArray _ -> "array";
            case Text _ -> "string";
            case Whole _ -> "integer";
            case Real _ -> "real";
            case Bool _ -> "boolean";
            case Null _ -> "null";
        };
    }

    /// A string value.
    static JsonValue of(String value) {
        return new Text(value);
    }

    /// A whole number.
    static JsonValue of(long value) {
        return new Whole(value);
    }

    /// A real number.
    static JsonValue of(double value) {
        return new Real(value);
    }

    /// A truth value.
    static JsonValue of(boolean value) {
        return value ? Bool.TRUE : Bool.FALSE;
    }

    /// Reads any JSON text.
    ///
    /// @throws JsonException when `text` is not exactly one JSON value
    static JsonValue parse(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return JsonReader.bytes(utf8, 0, utf8.length);
    }
}
