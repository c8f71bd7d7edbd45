package fluxj.cli.format;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Map;

/// JSON in the spelling of Python's library, in which Flux's commands write and sign a jobspec and
/// print their lists.
public final class PythonJson {
    private static final int LAST_ASCII = 0x7e;

    private final StringBuilder out = new StringBuilder();

    private final boolean ascii;

    private PythonJson(boolean ascii) {
        this.ascii = ascii;
    }

    /// The text of a value.
    public static String of(JsonValue value) {
        return text(value, false);
    }

    /// The text of a value with no other letters than ASCII's.
    public static String ascii(JsonValue value) {
        return text(value, true);
    }

    private static String text(JsonValue value, boolean ascii) {
        PythonJson json = new PythonJson(ascii);
        json.write(value);
        return json.out.toString();
    }

    /// The text of a real number: the shortest that reads as the same number.
    public static String number(double value) {
        return RealText.repr(value);
    }

    private void write(JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                out.append('{');
                String separator = "";
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    out.append(separator);
                    separator = ", ";
                    quote(member.getKey());
                    out.append(": ");
                    write(member.getValue());
                }
                out.append('}');
            }
            case JsonArray array -> {
                out.append('[');
                String separator = "";
                for (JsonValue item : array) {
                    out.append(separator);
                    separator = ", ";
                    write(item);
                }
                out.append(']');
            }
            case JsonValue.Text(String text) -> quote(text);
            case JsonValue.Real(double real) -> out.append(number(real));
            case JsonValue.Scalar scalar -> out.append(scalar);
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (ascii && c > LAST_ASCII)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
