package fluxj.cli.format;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Map;

/// JSON as Python's `json.dumps` writes it: with spaces, in ASCII, real numbers by their shortest
/// digits.
public final class AsciiJson {
    private static final int LAST_ASCII = 0x7e;

    private final StringBuilder out = new StringBuilder();

    private AsciiJson() {}

    /// The text of a value.
    public static String of(JsonValue value) {
        AsciiJson text = new AsciiJson();
        text.write(value);
        return text.out.toString();
    }

    private void write(JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                String before = "{";
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    out.append(before);
                    write(JsonValue.of(member.getKey()));
                    out.append(": ");
                    write(member.getValue());
                    before = ", ";
                }
                out.append(before.equals("{") ? "{}" : "}");
            }
            case JsonArray array -> {
                String before = "[";
                for (JsonValue item : array) {
                    out.append(before);
                    write(item);
                    before = ", ";
                }
                out.append(before.equals("[") ? "[]" : "]");
            }
            case JsonValue.Real(double real) -> out.append(RealText.repr(real));
            case JsonValue.Text text -> ascii(text.toString());
            case JsonValue.Scalar scalar -> out.append(scalar);
        }
    }

    private void ascii(String json) {
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c <= LAST_ASCII) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
    }
}
