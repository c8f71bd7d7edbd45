package fluxj.cli.cron;

import fluxj.cli.CommandFailure;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;

/// Times and durations as `flux cron` reads and writes them.
public final class CronTimes {
    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final double DAY = 86_400;
    private static final int DIGITS = 14;

    private CronTimes() {}

    /// Seconds since 1970.
    public static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }

    /// Reads a number with an optional unit of s, m, h or d.
    static double seconds(String text) {
        String number = text;
        double unit = 1;
        if (!text.isEmpty()) {
            char last = Character.toLowerCase(text.charAt(text.length() - 1));
            unit =
                    switch (last) {
                        case 's' -> 1;
                        case 'm' -> MINUTE;
                        case 'h' -> HOUR;
                        case 'd' -> DAY;
                        default -> 0;
                    };
            number = unit == 0 ? text : text.substring(0, text.length() - 1);
        }
        if (!number.matches("[0-9]*\\.?[0-9]+|[0-9]+\\.")) {
            throw new CommandFailure("Invalid duration '" + text + "'");
        }
        return Double.parseDouble(number) * (unit == 0 ? 1 : unit);
    }

    /// A number of an object, 0 when it is not there.
    static double real(JsonObject object, String key) {
        return switch (object.get(key).orElse(JsonValue.of(0))) {
            case JsonValue.Real(double value) -> value;
            case JsonValue.Whole(long value) -> value;
            case JsonValue _ -> 0;
        };
    }

    /// How long ago that was.
    static String ago(double time, double now) {
        double seconds = now - time;
        if (seconds < 0) {
            return "in the future";
        }
        if (seconds < 2) {
            return "a second ago";
        }
        if (seconds < 90) {
            return rounded(seconds) + " seconds ago";
        }
        double minutes = seconds / MINUTE;
        if (minutes < 2) {
            return "a minute ago";
        }
        if (minutes < 90) {
            return rounded(minutes) + " minutes ago";
        }
        double hours = minutes / 60;
        if (hours < 36) {
            return format("%.1f hours ago", hours);
        }
        double days = hours / 24;
        if (days < 14) {
            return format("%.1f days ago", days);
        }
        int whole = (int) days;
        if (whole < 70) {
            return (whole + 3) / 7 + " weeks ago";
        }
        return whole < 365
                ? (whole + 15) / 30 + " months ago"
                : format("%.1f years ago", days / 365);
    }

    private static long rounded(double value) {
        return (long) Math.floor(value + 0.5);
    }

    /// How long something took.
    static String duration(double seconds) {
        if (seconds > DAY) {
            return format("%.3fd", seconds / DAY);
        }
        if (seconds > HOUR) {
            return format("%.3fh", seconds / HOUR);
        }
        if (seconds > MINUTE) {
            return format("%.3fm", seconds / MINUTE);
        }
        return seconds > 1 ? format("%.3fs", seconds) : format("%.2fms", seconds * 1000);
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    /// A real number with 14 digits at most: `10.0`, `0.05`, `1795374132.3792`, `1e+19`.
    static String number(double value) {
        BigDecimal exact =
                new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        BigDecimal shortest = exact.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (shortest.signum() == 0) {
            return "0.0";
        }
        if (exponent < -4 || exponent >= DIGITS) {
            String digits = shortest.unscaledValue().abs().toString();
            return (value < 0 ? "-" : "")
                    + digits.charAt(0)
                    + (digits.length() > 1 ? "." + digits.substring(1) : "")
                    + String.format(Locale.ROOT, "e%+03d", exponent);
        }
        String plain = shortest.toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
}
