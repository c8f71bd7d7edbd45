package fluxj.cli.format;

import fluxj.json.JsonValue;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers and durations in the words that Flux's Python commands take.
public final class PythonNumbers {
    private static final String DIGITS = "\\d+(?:_\\d+)*";
    private static final Pattern WHOLE = Pattern.compile("[+-]?" + DIGITS);
    private static final Pattern REAL =
            Pattern.compile(
                    "[+-]?(?:(?:D(?:\\.(?:D)?)?|\\.D)(?:[eE][+-]?D)?|inf|infinity|nan)"
                            .replace("D", DIGITS),
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern DURATION = Pattern.compile("(.*?)(ms|s|m|h|d)?");
    private static final double MICROS = 1e6;

    private PythonNumbers() {}

    /// A real number, which may be infinite or no number.
    public static Optional<Double> real(String text) {
        String word = text.strip();
        if (!REAL.matcher(word).matches()) {
            return Optional.empty();
        }
        String lower = word.toLowerCase(java.util.Locale.ROOT).replace("_", "");
        if (lower.endsWith("nan")) {
            return Optional.of(Double.NaN);
        }
        if (lower.contains("inf")) {
            return Optional.of(
                    lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return Optional.of(Double.parseDouble(lower));
    }

    /// A whole number, else a real one, else the text itself.
    public static JsonValue orText(String text) {
        String word = text.strip();
        if (WHOLE.matcher(word).matches()) {
            try {
                return JsonValue.of(Long.parseLong(word.replace("_", "")));
            } catch (NumberFormatException e) {
                return JsonValue.of(text);
            }
        }
        return real(text)
                .filter(Double::isFinite)
                .map(JsonValue::of)
                .orElseGet(() -> JsonValue.of(text));
    }

    /// Seconds of a duration (RFC 23), whole microseconds when it has a unit; none when it is none.
    public static Optional<Double> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String unit = parts.group(2) == null ? "" : parts.group(2);
        return real(parts.group(1))
                .map(number -> unit.isEmpty() || unit.equals("s") ? number : scaled(number, unit))
                .filter(seconds -> seconds >= 0 && Double.isFinite(seconds));
    }

    private static double scaled(double number, String unit) {
        double factor =
                switch (unit) {
                    case "ms" -> 0.001;
                    case "m" -> 60;
                    case "h" -> 3600;
                    default -> 86400;
                };
        return Math.rint(number * factor * MICROS) / MICROS;
    }
}
