package fluxj.cli.format;

import fluxj.cli.CommandFailure;
import fluxj.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands behind the colon of a field in a format, in Python's mini-language and with Flux's
/// two additions: `h` at the end shows what is empty as `-`, and `+` there marks what was cut.
record FormatSpec(
        String fill,
        String align,
        String sign,
        String alternate,
        String zero,
        String width,
        String grouping,
        String precision,
        String type,
        String suffix) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?s)(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[- +])?(?<alternate>#)?"
                            + "(?<zero>0)?(?<width>[0-9]+)?(?<grouping>[_,])?"
                            + "(?:\\.(?<precision>[0-9]+))?(?<type>[bcdeEfFgGnosxX%])?(?<suffix>h?\\+?)");
    private static final FormatSpec NONE = new FormatSpec("", "", "", "", "", "", "", "", "", "");
    private static final Pattern TYPES_AT_END = Pattern.compile("[bcdoxXeEfFgGn%]+$");
    private static final int MAX_DIGITS = 4;

    /// The parts, all of them empty when it is no such specification.
    static FormatSpec lenient(String text) {
        Matcher found = FORM.matcher(text);
        return found.matches() ? of(found) : NONE;
    }

    private static FormatSpec of(Matcher found) {
        return new FormatSpec(
                part(found, "fill"),
                part(found, "align"),
                part(found, "sign"),
                part(found, "alternate"),
                part(found, "zero"),
                part(found, "width"),
                part(found, "grouping"),
                part(found, "precision"),
                part(found, "type"),
                part(found, "suffix"));
    }

    private static String part(Matcher found, String name) {
        @Nullable String text = found.group(name);
        return text == null ? "" : text;
    }

    /// A value as the specification says.
    static String format(JsonValue value, String spec) {
        boolean marks = spec.endsWith("+");
        String bare = marks ? spec.substring(0, spec.length() - 1) : spec;
        JsonValue shown = value;
        if (bare.endsWith("h")) {
            bare = bare.substring(0, bare.length() - 1) + "s";
            String text = FieldText.of(value);
            shown = JsonValue.of(FieldText.isEmpty(text) ? "-" : text);
        } else if (value instanceof JsonValue.Null) {
            bare = TYPES_AT_END.matcher(bare).replaceFirst("");
            shown = JsonValue.of("");
        }
        String result = format(shown, bare, kind(shown));
        return marks && FieldText.length(result) < FieldText.length(FieldText.of(shown))
                ? FieldText.first(result, FieldText.length(result) - 1) + "+"
                : result;
    }

    private static String kind(JsonValue value) {
        return switch (value) {
            case JsonValue.Whole _ -> "int";
            case JsonValue.Real _ -> "float";
            case JsonValue.Bool _ -> "bool";
            case JsonValue _ -> "str";
        };
    }

    private static String format(JsonValue value, String spec, String kind) {
        if (spec.isEmpty()) {
            return FieldText.of(value);
        }
        Matcher found = FORM.matcher(spec);
        if (!found.matches() || !part(found, "suffix").isEmpty()) {
            throw failure(
                    "Invalid format specifier '" + spec + "' for object of type '" + kind + "'");
        }
        FormatSpec parts = of(found);
        return switch (value) {
            case JsonValue.Whole(long whole) -> parts.number(whole);
            case JsonValue.Real(double real) -> parts.real(real);
            case JsonValue.Bool(boolean truth) -> parts.number(truth ? 1 : 0);
            case JsonValue other -> parts.text(FieldText.of(other));
        };
    }

    private boolean isReal() {
        return !type.isEmpty() && "eEfFgG%".contains(type);
    }

    private String real(double value) {
        refuse(
                !type.isEmpty() && !isReal() && !type.equals("n"),
                "Unknown format code '" + type + "' for object of type 'float'");
        String text =
                RealText.of(Math.abs(value), type, precision.isEmpty() ? -1 : count(precision));
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        String before = negative ? "-" : sign.replace("-", "");
        String usual = zero.isEmpty() || !fill.isEmpty() ? ">" : "=";
        String side = align.isEmpty() ? usual : align;
        if (grouping.isEmpty()) {
            return padded(before, text, side);
        }
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        return padded(before, grouped(whole, 3) + text.substring(whole.length()), side);
    }

    private String text(String value) {
        if (!type.isEmpty() && !type.equals("s")) {
            throw failure("Unknown format code '" + type + "' for object of type 'str'");
        }
        refuse(sign.equals(" "), "Space not allowed in string format specifier");
        refuse(!sign.isEmpty(), "Sign not allowed in string format specifier");
        refuse(!alternate.isEmpty(), "Alternate form (#) not allowed in string format specifier");
        refuse(align.equals("="), "'=' alignment not allowed in string format specifier");
        refuse(!grouping.isEmpty(), "Cannot specify '" + grouping + "' with 's'.");
        int kept = precision.isEmpty() ? Integer.MAX_VALUE : count(precision);
        return padded("", FieldText.first(value, kept), align.isEmpty() ? "<" : align);
    }

    private String number(long value) {
        if (isReal()) {
            return real((double) value);
        }
        refuse(type.equals("s"), "Unknown format code 's' for object of type 'int'");
        refuse(!precision.isEmpty(), "Precision not allowed in integer format specifier");
        String usual = zero.isEmpty() || !fill.isEmpty() ? ">" : "=";
        String side = align.isEmpty() ? usual : align;
        if (type.equals("c")) {
            refuse(!sign.isEmpty(), "Sign not allowed with integer format specifier 'c'");
            refuse(!Character.isValidCodePoint((int) value), "%c arg not in range(0x110000)");
            return padded("", Character.toString((int) value), align.isEmpty() ? "<" : align);
        }
        String digits = digits(value < 0 ? -value : value);
        String before = value < 0 ? "-" : sign.replace("-", "");
        if (!alternate.isEmpty() && "boxX".contains(type) && !type.isEmpty()) {
            before += "0" + type;
        }
        if (grouping.isEmpty()) {
            return padded(before, digits, side);
        }
        int size = type.isEmpty() || type.equals("d") ? 3 : 4;
        refuse(
                type.equals("n") || (size == 4 && grouping.equals(",")),
                "Cannot specify '" + grouping + "' with '" + type + "'.");
        String grouped = grouped(digits, size);
        while (side.equals("=")
                && fillCharacter().equals("0")
                && before.length() + grouped.length() < columns()) {
            digits = "0" + digits;
            grouped = grouped(digits, size);
        }
        return padded(before, grouped, side);
    }

    private String digits(long value) {
        return switch (type) {
            case "b" -> Long.toBinaryString(value);
            case "o" -> Long.toOctalString(value);
            case "x" -> Long.toHexString(value);
            case "X" -> Long.toHexString(value).toUpperCase(Locale.ROOT);
            default -> Long.toString(value);
        };
    }

    private String grouped(String digits, int size) {
        StringBuilder result = new StringBuilder(digits);
        for (int at = digits.length() - size; at > 0; at -= size) {
            result.insert(at, grouping);
        }
        return result.toString();
    }

    private String fillCharacter() {
        String usual = zero.isEmpty() ? " " : "0";
        return fill.isEmpty() ? usual : fill;
    }

    /// The least number of columns.
    int columns() {
        return width.isEmpty() ? 0 : count(width);
    }

    private String padded(String before, String text, String side) {
        int missing = Math.max(0, columns() - FieldText.length(before) - FieldText.length(text));
        String filler = fillCharacter();
        return switch (side) {
            case "<" -> before + text + filler.repeat(missing);
            case "=" -> before + filler.repeat(missing) + text;
            case "^" ->
                    filler.repeat(missing / 2)
                            + before
                            + text
                            + filler.repeat(missing - missing / 2);
            default -> filler.repeat(missing) + before + text;
        };
    }

    private static int count(String digits) {
        refuse(digits.length() > MAX_DIGITS, "Too many decimal digits in format string");
        return Integer.parseInt(digits);
    }

    private static void refuse(boolean wrong, String reason) {
        if (wrong) {
            throw failure(reason);
        }
    }

    /// What is wrong with a format.
    static CommandFailure failure(String reason) {
        return new CommandFailure("ERROR: " + reason);
    }

    /// For a heading: only the side and the width.
    String forHeading() {
        return align + width;
    }

    /// For a field that is as wide as its longest value.
    FormatSpec widened(int columns) {
        boolean cuts =
                !precision.isEmpty()
                        && (type.isEmpty() || type.equals("s"))
                        && count(precision) > 0
                        && count(precision) < columns;
        String number = Integer.toString(columns);
        return new FormatSpec(
                fill,
                align,
                sign,
                alternate,
                zero,
                number,
                grouping,
                cuts ? number : precision,
                type,
                suffix);
    }

    /// As it is written.
    @Override
    public String toString() {
        return fill
                + align
                + sign
                + alternate
                + zero
                + width
                + grouping
                + (precision.isEmpty() ? "" : "." + precision)
                + type
                + suffix;
    }
}
