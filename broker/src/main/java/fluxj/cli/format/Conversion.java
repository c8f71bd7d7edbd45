package fluxj.cli.format;

import fluxj.json.JsonValue;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/// What stands behind the `!` of a field: `d` a date to be formatted, `D` a date, `F` a duration as
/// `1.5h`, `H` one as `1:30:00`, `P` a share in percent, `s`, `r`, `a` a text.
final class Conversion {
    private static final double NANOS = 1e9;
    private static final int DAY = 86400;

    /// What stands for a number without end, which JSON does not have.
    private static final String INFINITE = "inf";

    private final String letter;

    private Conversion(String letter) {
        this.letter = letter;
    }

    /// The conversion of that letter; the empty one leaves values alone.
    static Conversion of(String letter) {
        if (!letter.isEmpty() && (letter.length() > 1 || "dDFHPsra".indexOf(letter) < 0)) {
            throw FormatSpec.failure("Unknown conversion specifier " + letter);
        }
        return new Conversion(letter);
    }

    /// True when the result is a date, whose specification is strftime(3)'s.
    boolean isDate() {
        return letter.equals("d");
    }

    /// The value as what the specification is for.
    JsonValue apply(JsonValue value) {
        return switch (letter) {
            case "D" -> JsonValue.of(date(value));
            case "F" -> numeric(value, seconds -> JsonValue.of(Durations.of(seconds)));
            case "H" -> numeric(value, seconds -> JsonValue.of(clock(seconds)));
            case "P" -> numeric(value, share -> JsonValue.of(percent(share)));
            case "s" -> JsonValue.of(FieldText.of(value));
            case "r", "a" -> JsonValue.of(repr(value));
            default -> value;
        };
    }

    private interface OfNumber {
        JsonValue apply(double number);
    }

    private JsonValue numeric(JsonValue value, OfNumber then) {
        return switch (value) {
            case JsonValue.Real(double real) -> then.apply(real);
            case JsonValue.Whole(long whole) -> then.apply((double) whole);
            case JsonValue.Bool(boolean truth) -> then.apply(truth ? 1 : 0);
            case JsonValue other -> {
                if (FieldText.of(other).isEmpty() || FieldText.of(other).equals(INFINITE)) {
                    yield other;
                }
                throw FormatSpec.failure("must be real number, not str");
            }
        };
    }

    private static String repr(JsonValue value) {
        return value instanceof JsonValue.Text(String text)
                ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
                : FieldText.of(value);
    }

    /// The local time of seconds since the epoch; the epoch itself when there is nothing.
    LocalDateTime moment(JsonValue value) {
        double seconds =
                switch (value) {
                    case JsonValue.Real(double real) -> real;
                    case JsonValue.Whole(long whole) -> whole;
                    case JsonValue other -> {
                        if (!FieldText.of(other).isEmpty()) {
                            throw FormatSpec.failure("an integer is required (got type str)");
                        }
                        yield 0;
                    }
                };
        long whole = (long) Math.floor(seconds);
        long nanos = Math.round((seconds - whole) * NANOS);
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(whole, nanos), ZoneId.systemDefault());
    }

    private String date(JsonValue value) {
        boolean nothing =
                (value instanceof JsonValue.Real(double real) && real == 0)
                        || (value instanceof JsonValue.Whole(long whole) && whole == 0)
                        || FieldText.of(value).isEmpty();
        return nothing ? "" : Strftime.format("%FT%T", moment(value));
    }

    /// Hours, minutes and seconds, with days before them; what is more than nothing is a second.
    private static String clock(double seconds) {
        long whole = seconds > 0 && seconds < 1 ? 1 : (long) Math.rint(seconds);
        long days = Math.floorDiv(whole, DAY);
        long rest = Math.floorMod(whole, DAY);
        String time = rest / 3600 + ":" + two(rest / 60 % 60) + ":" + two(rest % 60);
        return days == 0 ? time : days + (Math.abs(days) == 1 ? " day, " : " days, ") + time;
    }

    private static String two(long number) {
        return (number < 10 ? "0" : "") + number;
    }

    private static String percent(double share) {
        double percent = share * 100;
        return (percent > 0 && percent < 1
                        ? RealText.fixed(percent, 2)
                        : RealText.general(percent, 3))
                + "%";
    }
}
