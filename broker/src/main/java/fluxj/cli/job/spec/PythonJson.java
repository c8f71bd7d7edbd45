package fluxj.cli.job.spec;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.math.BigDecimal;
import java.util.Map;

/// JSON in the spelling of Python's library, in which Flux's commands write and sign a jobspec.
public final class PythonJson {
    private static final int LOWEST_PLAIN_EXPONENT = -4;
    private static final int HIGHEST_PLAIN_EXPONENT = 16;

    private final StringBuilder out = new StringBuilder();

    private PythonJson() {}

    /// The text of a value.
    public static String of(JsonValue value) {
        PythonJson json = new PythonJson();
        json.write(value);
        return json.out.toString();
    }

    /// The text of a real number: the shortest that reads as the same number.
    public static String number(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        String sign = value < 0 ? "-" : "";
        if (exponent >= LOWEST_PLAIN_EXPONENT && exponent < HIGHEST_PLAIN_EXPONENT) {
            String plain = exact.toPlainString();
            return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
        }
        String digits = exact.unscaledValue().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        int magnitude = Math.abs(exponent);
        return sign
                + digits.charAt(0)
                + fraction
                + (exponent < 0 ? "e-" : "e+")
                + (magnitude < 10 ? "0" : "")
                + magnitude;
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
                    if (c < ' ') {
                        out.append("\\u00").append(c < 0x10 ? "0" : "");
                        out.append(Integer.toHexString(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
