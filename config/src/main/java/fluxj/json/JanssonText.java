package fluxj.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;

/// JSON in the spelling of Flux's own JSON library, for what is stored or printed and then
/// compared: it differs from ours in real numbers, which have up to 17 digits.
public final class JanssonText {
    private static final int DIGITS = 17;
    private static final int LOWEST_PLAIN_EXPONENT = -4;

    private final StringBuilder out = new StringBuilder();
    private final String comma;
    private final String colon;

    private JanssonText(String comma, String colon) {
        this.comma = comma;
        this.colon = colon;
    }

    /// The text of a value.
    public static String of(JsonValue value) {
        return new JanssonText(",", ":").text(value);
    }

    /// The text of a value with a space after each comma and colon, which that library writes
    /// unless it is told not to.
    public static String spaced(JsonValue value) {
        return new JanssonText(", ", ": ").text(value);
    }

    private String text(JsonValue value) {
        write(value);
        return out.toString();
    }

    /// The text of a real number: `%.17g`, with a fraction or an exponent always.
    public static String number(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal rounded =
                new BigDecimal(value)
                        .round(new MathContext(DIGITS, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= LOWEST_PLAIN_EXPONENT && exponent < DIGITS) {
            String plain = rounded.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = rounded.unscaledValue().abs().toString();
        StringBuilder text = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        return text.append('e').append(exponent).toString();
    }

    private void write(JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                out.append('{');
                boolean first = true;
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    out.append(first ? "" : comma);
                    first = false;
                    out.append(JsonValue.of(member.getKey())).append(colon);
                    write(member.getValue());
                }
                out.append('}');
            }
            case JsonArray array -> {
                out.append('[');
                for (int i = 0; i < array.size(); i++) {
                    out.append(i == 0 ? "" : comma);
                    write(array.items().get(i));
                }
                out.append(']');
            }
            case JsonValue.Real(double real) -> out.append(number(real));
            case JsonValue.Scalar scalar -> out.append(scalar);
        }
    }
}
