package fluxj.cli.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// Real numbers as Python and C write them.
final class RealText {
    private static final int USUAL_PRECISION = 6;
    private static final int LOWEST_PLAIN = -4;
    private static final int REPR_DIGITS = 16;

    private RealText() {}

    /// The shortest digits that give the number again.
    static String repr(double value) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        BigDecimal exact = new BigDecimal(Double.toString(value));
        if (exact.signum() == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        int exponent = exponent(exact);
        if (exponent < LOWEST_PLAIN || exponent >= REPR_DIGITS) {
            return scientific(exact.stripTrailingZeros(), exponent, "e");
        }
        String plain = exact.stripTrailingZeros().toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static String special(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return value > 0 ? "inf" : "-inf";
    }

    private static int exponent(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private static String scientific(BigDecimal value, int exponent, String letter) {
        String digits = value.unscaledValue().abs().toString();
        String mantissa =
                digits.length() > 1 ? digits.charAt(0) + "." + digits.substring(1) : digits;
        return (value.signum() < 0 ? "-" : "")
                + mantissa
                + letter
                + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    /// A number by a type letter, which may be none.
    ///
    /// @param precision negative when none was given
    static String of(double value, String type, int precision) {
        if (!Double.isFinite(value)) {
            return type.equals("%") ? special(value) + "%" : special(value);
        }
        int digits = precision < 0 ? USUAL_PRECISION : precision;
        return switch (type) {
            case "e", "E" -> exponential(value, digits, type);
            case "f", "F" -> fixed(value, digits);
            case "%" -> fixed(value * 100, digits) + "%";
            case "g", "n" -> general(value, digits);
            case "G" -> general(value, digits).toUpperCase(Locale.ROOT);
            default -> precision < 0 ? repr(value) : withPoint(general(value, digits));
        };
    }

    private static String withPoint(String text) {
        return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
    }

    /// As `%.<digits>f`.
    static String fixed(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String exponential(double value, int digits, String letter) {
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = exponent(rounded);
        return scientific(rounded.setScale(digits - exponent), exponent, letter);
    }

    /// As `%.<digits>g`.
    static String general(double value, int digits) {
        int kept = Math.max(digits, 1);
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(kept, RoundingMode.HALF_EVEN));
        int exponent = exponent(rounded);
        BigDecimal bare = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        return exponent < LOWEST_PLAIN || exponent >= kept
                ? scientific(bare, exponent, "e")
                : bare.toPlainString();
    }
}
