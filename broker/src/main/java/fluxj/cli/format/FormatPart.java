package fluxj.cli.format;

import fluxj.json.JsonValue;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/// Text and the field after it, whose name is empty at the end of the format.
///
/// @param spec what stands behind the field's colon
record FormatPart(String text, String field, Conversion conversion, String spec) {
    private static final List<String> SENTINELS = List.of("?+:", "?:", "+:");

    /// What stands before the field for Flux: `?:` leaves the column out when it is empty on every
    /// line, `+:` makes it as wide as its longest value, `?+:` does both.
    String sentinel() {
        for (String sentinel : SENTINELS) {
            if (!field.isEmpty() && text.endsWith(sentinel)) {
                return sentinel;
            }
        }
        return "";
    }

    /// The same without sentinels, and with that specification.
    FormatPart plain(String newSpec) {
        String rest = text;
        for (String sentinel : SENTINELS) {
            rest = rest.replace(sentinel, "");
        }
        return new FormatPart(rest, field, conversion, newSpec);
    }

    /// The part of the specification that is Python's; a date's follows `::`.
    FormatSpec columns() {
        int colons = spec.indexOf("::");
        return FormatSpec.lenient(colons < 0 ? spec : spec.substring(colons + 2));
    }

    /// The value of an item without its specification.
    String bare(FieldItem item) {
        return conversion.isDate() ? date(item, "") : FieldText.of(value(item));
    }

    /// The value of an item.
    String of(FieldItem item) {
        if (field.isEmpty()) {
            return "";
        }
        return conversion.isDate() ? date(item, spec) : FormatSpec.format(value(item), spec);
    }

    private JsonValue value(FieldItem item) {
        return conversion.apply(item.field(field));
    }

    private String date(FieldItem item, String by) {
        LocalDateTime moment = conversion.moment(item.field(field));
        int colons = by.indexOf("::");
        String pattern = colons < 0 ? by : by.substring(0, colons);
        String columns = colons < 0 ? "" : by.substring(colons + 2);
        boolean marks = columns.endsWith("+");
        columns = marks ? columns.substring(0, columns.length() - 1) : columns;
        boolean nothing =
                moment.equals(LocalDateTime.ofInstant(Instant.EPOCH, ZoneId.systemDefault()));
        String shown =
                nothing ? "" : Strftime.format(pattern.isEmpty() ? "%FT%T" : pattern, moment);
        if (columns.endsWith("h")) {
            shown = shown.isEmpty() ? "-" : shown;
            columns = columns.substring(0, columns.length() - 1) + "s";
        }
        return columns.isEmpty()
                ? shown
                : FormatSpec.format(JsonValue.of(shown), columns + (marks ? "+" : ""));
    }
}
