package fluxj.cli.format;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/// Values as text without any specification, and which of them count as nothing.
final class FieldText {
    private static final List<String> EMPTY =
            List.of("", "0s", "0.0", "0:00:00", "1970-01-01T00:00:00");

    private FieldText() {}

    /// The text that Python's `str` gives.
    static String of(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(String text) -> text;
            case JsonValue.Whole whole -> whole.toString();
            case JsonValue.Real(double real) -> RealText.repr(real);
            case JsonValue.Bool(boolean truth) -> truth ? "True" : "False";
            case JsonValue.Null _ -> "";
            case JsonObject object -> object.toString();
            case JsonArray array -> array.toString();
        };
    }

    /// True for a value that counts as nothing.
    static boolean isEmpty(String text) {
        return EMPTY.contains(text)
                || text.equals(
                        Strftime.format(
                                "%FT%T",
                                LocalDateTime.ofInstant(Instant.EPOCH, ZoneId.systemDefault())));
    }

    /// Characters, however many units they take.
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// The first characters of a text.
    static String first(String text, int count) {
        return length(text) <= count ? text : text.substring(0, text.offsetByCodePoints(0, count));
    }

    /// A line cut at a width, with a mark where it was.
    static String cut(String text, int width) {
        return width > 0 && length(text) > width ? first(text, width - 1) + "+" : text;
    }
}
