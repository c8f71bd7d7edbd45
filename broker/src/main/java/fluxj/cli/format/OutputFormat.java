package fluxj.cli.format;

import fluxj.cli.CommandFailure;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `--format`: text with `{field!conversion:spec}` in it, as Python formats it. Before a field,
/// `?:` leaves the column out when it is empty on every line, `+:` makes it as wide as its longest
/// value, and `?+:` does both; `h` at the end of a specification shows what is empty as `-`, `+`
/// there marks what was cut; `sort:KEY,-KEY` in front of all orders the lines.
///
/// A format does not change: what differs is another one.
public final class OutputFormat {
    private static final Pattern SORT = Pattern.compile("sort:([^{\\s]+) ?");

    private record SortKey(String field, boolean reversed) {}

    private final Function<String, Optional<String>> headings;
    private final List<FormatPart> parts;
    private final List<SortKey> keys;

    private OutputFormat(
            Function<String, Optional<String>> headings,
            List<FormatPart> parts,
            List<SortKey> keys) {
        this.headings = headings;
        this.parts = parts;
        this.keys = keys;
    }

    /// Reads a format.
    ///
    /// @param headings gives the heading of a field; empty when there is no such field
    /// @throws CommandFailure with Flux's words when it is none, or names a field that is not there
    public static OutputFormat of(String format, Function<String, Optional<String>> headings) {
        Matcher sort = SORT.matcher(format);
        boolean sorts = sort.lookingAt();
        List<FormatPart> parts = FormatScanner.parts(sorts ? format.substring(sort.end()) : format);
        for (FormatPart part : parts) {
            if (!part.field().isEmpty() && headings.apply(part.field()).isEmpty()) {
                throw FormatSpec.failure("Unknown format field: " + part.field());
            }
        }
        OutputFormat result = new OutputFormat(headings, parts, List.of());
        return sorts ? result.sortedBy(sort.group(1)) : result;
    }

    /// Reads a format.
    ///
    /// @param headings of the fields there are
    /// @throws CommandFailure with Flux's words when it is none, or names a field that is not there
    public static OutputFormat of(String format, Map<String, String> headings) {
        return of(format, field -> Optional.ofNullable(headings.get(field)));
    }

    /// The fields that lines and their order need.
    public Set<String> fields() {
        Set<String> fields = new LinkedHashSet<>();
        parts.forEach(part -> fields.add(part.field()));
        keys.forEach(key -> fields.add(key.field()));
        fields.remove("");
        return fields;
    }

    /// The same with lines in the order of other keys, `KEY,-KEY`.
    ///
    /// @throws CommandFailure when one is no field
    public OutputFormat sortedBy(String words) {
        List<SortKey> order = new ArrayList<>();
        for (String each : words.split(",", -1)) {
            String word = each.strip();
            boolean reversed = word.startsWith("-");
            String key = reversed ? word.substring(1) : word;
            if (word.isEmpty()) {
                continue;
            }
            if (headings.apply(key).isEmpty()) {
                throw FormatSpec.failure("Invalid sort key: " + key);
            }
            order.add(new SortKey(key, reversed));
        }
        return new OutputFormat(headings, parts, order);
    }

    /// The same without some fields, and without the widths of those that widen: two items that
    /// give the same line of it differ in these fields only.
    public OutputFormat without(Set<String> fields) {
        List<FormatPart> kept = new ArrayList<>();
        for (FormatPart part : parts) {
            if (!fields.contains(part.field())) {
                boolean widens = part.sentinel().endsWith("+:");
                kept.add(widens ? new FormatPart("", part.field(), part.conversion(), "") : part);
            }
        }
        return new OutputFormat(headings, kept, keys);
    }

    /// The same as these items need it: sentinels are gone, and so are columns that would be empty.
    public OutputFormat fitted(List<? extends FieldItem> items, boolean withHeadings) {
        if (parts.stream().allMatch(part -> part.sentinel().isEmpty())) {
            return this;
        }
        List<FormatPart> columns = new ArrayList<>();
        for (FormatPart part : parts) {
            String sentinel = part.sentinel();
            int widest = sentinel.isEmpty() ? 0 : widest(items, part);
            if (sentinel.startsWith("?") && widest == 0) {
                continue;
            }
            boolean widens = sentinel.endsWith("+:");
            columns.add(part.plain(widens ? widened(part, widest, withHeadings) : part.spec()));
        }
        return new OutputFormat(headings, columns, keys);
    }

    private static int widest(List<? extends FieldItem> items, FormatPart part) {
        int widest = 0;
        for (FieldItem item : items) {
            String value = part.bare(item);
            if (!FieldText.isEmpty(value)) {
                widest = Math.max(widest, FieldText.length(value));
            }
        }
        return widest;
    }

    private String widened(FormatPart part, int widest, boolean withHeadings) {
        FormatSpec spec = part.columns();
        int least = withHeadings ? FieldText.length(heading(part)) : 0;
        return spec.widened(Math.max(Math.max(widest, least), spec.columns())).toString();
    }

    private String heading(FormatPart part) {
        return headings.apply(part.field()).orElse("");
    }

    /// The line of headings.
    ///
    /// @param width where it is cut; 0 and less is nowhere
    public String header(int width) {
        StringBuilder line = new StringBuilder();
        for (FormatPart part : parts) {
            line.append(part.text());
            if (!part.field().isEmpty()) {
                JsonValue heading = JsonValue.of(heading(part));
                line.append(FormatSpec.format(heading, part.columns().forHeading()));
            }
        }
        return FieldText.cut(line.toString(), width);
    }

    /// The line of an item; empty when there is nothing to see in it.
    ///
    /// @param width where it is cut; 0 and less is nowhere
    public Optional<String> line(FieldItem item, int width) {
        StringBuilder line = new StringBuilder();
        for (FormatPart part : parts) {
            line.append(part.text()).append(part.of(item));
        }
        return Optional.of(line.toString())
                .filter(text -> !text.isBlank())
                .map(text -> FieldText.cut(text, width));
    }

    /// The items in the order of their lines.
    public <T extends FieldItem> List<T> sorted(List<T> items) {
        Comparator<T> order = (_, _) -> 0;
        for (SortKey key : keys) {
            Comparator<T> next =
                    (one, other) ->
                            DisplayOrder.ORDER.compare(
                                    one.field(key.field()), other.field(key.field()));
            order = order.thenComparing(key.reversed() ? next.reversed() : next);
        }
        return items.stream().sorted(order).toList();
    }

    /// Prints the headings, if wanted, and the lines of the items in their order.
    ///
    /// @param width where lines are cut; 0 and less is nowhere
    public void print(
            List<? extends FieldItem> items,
            boolean withHeadings,
            int width,
            Consumer<String> out) {
        OutputFormat fitted = fitted(items, withHeadings);
        if (withHeadings) {
            out.accept(fitted.header(width));
        }
        for (FieldItem item : sorted(items)) {
            fitted.line(item, width).ifPresent(out);
        }
    }
}
