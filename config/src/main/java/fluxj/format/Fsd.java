package fluxj.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;

/// A duration in Flux's standard form (RFC 23): a number of seconds that is not negative and may be
/// infinite. [#toString] prints six significant digits in the unit that suits: `0s`, `62.1ms`,
/// `1m`, `1.5h`, `infinity`.
///
/// @param seconds the length; not negative, not NaN
public record Fsd(double seconds) implements Comparable<Fsd> {

    /// No time at all.
    public static final Fsd ZERO = new Fsd(0);

    /// For ever.
    public static final Fsd INFINITY = new Fsd(Double.POSITIVE_INFINITY);

    private static final int SIGNIFICANT_DIGITS = 6;
    private static final double NANOS_PER_SECOND = 1e9;

    /// Refuses what is no duration.
    public Fsd {
        if (Double.isNaN(seconds) || seconds < 0) {
            throw new IllegalArgumentException("no duration: " + seconds);
        }
    }

    /// The same length as `duration`, which must not be negative.
    public static Fsd of(Duration duration) {
        return new Fsd(duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND);
    }

    /// Reads `1.5h`: a number and `ms`, `s`, `m`, `h`, `d` or no unit, which means seconds; or
    /// `inf` or `infinity`, which take no unit.
    ///
    /// @throws FormatException when `text` is none of these
    public static Fsd parse(String text) {
        if (text.equalsIgnoreCase("inf") || text.equalsIgnoreCase("infinity")) {
            return INFINITY;
        }
        int end = numberEnd(text);
        double factor = factor(text.substring(end));
        if (end == 0 || factor == 0) {
            throw new FormatException("invalid Flux standard duration '" + text + "'");
        }
        double seconds = Double.parseDouble(text.substring(0, end)) * factor;
        if (Double.isInfinite(seconds)) {
            throw new FormatException("Flux standard duration '" + text + "' is too large");
        }
        return new Fsd(seconds);
    }

    /// Where the number at the start of `text` ends; 0 when there is none.
    private static int numberEnd(String text) {
        int at = text.startsWith("+") ? 1 : 0;
        int whole = digitsEnd(text, at);
        int digits = whole - at;
        int end = whole;
        if (end < text.length() && text.charAt(end) == '.') {
            end = digitsEnd(text, whole + 1);
            digits += end - whole - 1;
        }
        if (digits == 0) {
            return 0;
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int sign = end + 1;
            boolean signed =
                    sign < text.length() && (text.charAt(sign) == '+' || text.charAt(sign) == '-');
            int exponent = signed ? sign + 1 : sign;
            int exponentEnd = digitsEnd(text, exponent);
            end = exponentEnd > exponent ? exponentEnd : end;
        }
        return end;
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static double factor(String unit) {
        return switch (unit) {
            case "ms" -> 0.001;
            case "", "s" -> 1;
            case "m" -> 60;
            case "h" -> 3600;
            case "d" -> 86400;
            default -> 0;
        };
    }

    /// Formats seconds as [#toString] does.
    public static String format(double seconds) {
        return new Fsd(seconds).toString();
    }

    /// Formats seconds as [#toString] does, with other than six significant digits.
    public static String format(double seconds, int digits) {
        return new Fsd(seconds).toString(digits);
    }

    /// Whether it never ends.
    public boolean isInfinite() {
        return Double.isInfinite(seconds);
    }

    /// Whether it is no time at all.
    public boolean isZero() {
        return seconds == 0;
    }

    /// As a duration rounded to nanoseconds; one that does not fit, such as infinity, is the
    /// longest there is.
    public Duration toDuration() {
        if (seconds >= Long.MAX_VALUE) {
            return Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        }
        long whole = (long) seconds;
        return Duration.ofSeconds(whole, Math.round((seconds - whole) * NANOS_PER_SECOND));
    }

    @Override
    public int compareTo(Fsd other) {
        return Double.compare(seconds, other.seconds);
    }

    @Override
    public String toString() {
        return toString(SIGNIFICANT_DIGITS);
    }

    private String toString(int digits) {
        if (isInfinite()) {
            return "infinity";
        }
        if (seconds < 0.1 && seconds != 0) {
            return number(seconds * 1000, digits) + "ms";
        }
        if (seconds < 60) {
            return number(seconds, digits) + "s";
        }
        if (seconds < 3600) {
            return number(seconds / 60, digits) + "m";
        }
        if (seconds < 86400) {
            return number(seconds / 3600, digits) + "h";
        }
        return number(seconds / 86400, digits) + "d";
    }

    /// What C's `%.*g` prints.
    private static String number(double value, int digits) {
        if (value == Math.rint(value) && value < Math.pow(10, digits)) {
            return Integer.toString((int) value);
        }
        BigDecimal rounded =
                new BigDecimal(value)
                        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < digits) {
            return rounded.toPlainString();
        }
        String sign = exponent < 0 ? "-" : "+";
        int magnitude = Math.abs(exponent);
        return rounded.movePointLeft(exponent).toPlainString()
                + "e"
                + sign
                + (magnitude < 10 ? "0" : "")
                + magnitude;
    }
}
