package fluxj.cli.exec;

import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `--format` of the commands that Flux has in Python: text with `{field:spec}` in it. Before a
/// field, `?:` leaves the column out when it is empty on every line, `+:` makes it as wide as its
/// longest value, and `?+:` does both; `sort:KEY,-KEY` in front of all orders the lines.
final class OutputFormat {
    private static final Pattern SORT = Pattern.compile("sort:([^{\\s]+) ?");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final List<String> SENTINELS = List.of("?+:", "?:", "+:");

    /// Text and the field after it, whose name is empty at the end of the format.
    ///
    /// @param asText when the field is text, even if it is a number
    private record Part(String text, String field, boolean asText, String spec) {
        String sentinel() {
            for (String sentinel : SENTINELS) {
                if (!field.isEmpty() && text.endsWith(sentinel)) {
                    return sentinel;
                }
            }
            return "";
        }

        Part plain(String newSpec) {
            String rest = text;
            for (String sentinel : SENTINELS) {
                rest = rest.replace(sentinel, "");
            }
            return new Part(rest, field, asText, newSpec);
        }
    }

    private final Map<String, String> headings;
    private final List<Part> parts = new ArrayList<>();
    private Comparator<JsonObject> order = (_, _) -> 0;

    /// A format.
    ///
    /// @param headings of the fields there are
    /// @throws CommandFailure when it is none, or names a field that is not there
    OutputFormat(String format, Map<String, String> headings) {
        this.headings = headings;
        Matcher sort = SORT.matcher(format);
        new Scanner(sort.lookingAt() ? format.substring(sort.end()) : format).scan();
        for (Part part : parts) {
            if (!part.field.isEmpty() && !headings.containsKey(part.field)) {
                throw FormatSpec.failure("Unknown format field: " + part.field);
            }
        }
        if (sort.lookingAt()) {
            sortBy(sort.group(1));
        }
    }

    /// Prints the headings, if wanted, and a line for each item that is not blank.
    void print(List<JsonObject> items, boolean withHeadings, Consumer<String> out) {
        List<Part> columns = columns(items, withHeadings);
        if (withHeadings) {
            StringBuilder line = new StringBuilder();
            for (Part part : columns) {
                line.append(part.text);
                if (!part.field.isEmpty()) {
                    String spec = FormatSpec.lenient(part.spec).forHeading();
                    line.append(FormatSpec.format(heading(part), spec));
                }
            }
            out.accept(line.toString());
        }
        for (JsonObject item : items.stream().sorted(order).toList()) {
            StringBuilder line = new StringBuilder();
            for (Part part : columns) {
                line.append(part.text).append(value(item, part));
            }
            if (!line.toString().isBlank()) {
                out.accept(line.toString());
            }
        }
    }

    private String heading(Part part) {
        return headings.getOrDefault(part.field, "");
    }

    private static String value(JsonObject item, Part part) {
        return item.whole(part.field).isPresent() && !part.asText
                ? FormatSpec.format(item.whole(part.field).get(), part.spec)
                : FormatSpec.format(value(item, part.field), part.spec);
    }

    private static String value(JsonObject item, String field) {
        return item.whole(field)
                .map(number -> Long.toString(number))
                .orElseGet(() -> item.text(field).orElse(""));
    }

    private List<Part> columns(List<JsonObject> items, boolean withHeadings) {
        if (parts.stream().allMatch(part -> part.sentinel().isEmpty())) {
            return parts;
        }
        List<Part> columns = new ArrayList<>();
        for (Part part : parts) {
            String sentinel = part.sentinel();
            int widest = 0;
            for (JsonObject item : items) {
                String value = value(item, part.field);
                widest =
                        FormatSpec.isEmpty(value)
                                ? widest
                                : Math.max(widest, FormatSpec.length(value));
            }
            if (sentinel.startsWith("?") && widest == 0) {
                continue;
            }
            columns.add(
                    part.plain(
                            sentinel.endsWith("+:")
                                    ? widened(part, widest, withHeadings)
                                    : part.spec));
        }
        return columns;
    }

    private String widened(Part part, int widest, boolean withHeadings) {
        FormatSpec spec = FormatSpec.lenient(part.spec);
        int least = withHeadings ? FormatSpec.length(heading(part)) : 0;
        return spec.widened(Math.max(Math.max(widest, least), spec.columns())).toString();
    }

    private void sortBy(String keys) {
        for (String word : keys.split(",", -1)) {
            boolean reversed = word.startsWith("-");
            String key = reversed ? word.substring(1) : word;
            if (word.isEmpty()) {
                continue;
            }
            if (!headings.containsKey(key)) {
                throw FormatSpec.failure("Invalid sort key: " + key);
            }
            Comparator<JsonObject> next =
                    (one, other) -> compare(value(one, key), value(other, key));
            order = order.thenComparing(reversed ? next.reversed() : next);
        }
    }

    /// What is not set comes first, then numbers, then words.
    private static int compare(String one, String other) {
        int group = group(one);
        int byGroup = Integer.compare(group, group(other));
        if (byGroup != 0 || group == 0) {
            return byGroup;
        }
        return group == 1
                ? Double.compare(Double.parseDouble(one), Double.parseDouble(other))
                : one.compareTo(other);
    }

    private static int group(String value) {
        if (value.isEmpty() || value.equals("-")) {
            return 0;
        }
        return NUMBER.matcher(value).matches() ? 1 : 2;
    }

    /// Takes a format apart.
    private final class Scanner {
        private final String format;
        private int at;

        Scanner(String format) {
            this.format = format;
        }

        void scan() {
            StringBuilder text = new StringBuilder();
            while (at < format.length()) {
                char c = format.charAt(at++);
                boolean brace = c == '{' || c == '}';
                if (brace && at < format.length() && format.charAt(at) == c) {
                    at++;
                } else if (brace) {
                    if (c == '}' || at == format.length()) {
                        throw FormatSpec.failure("Single '" + c + "' encountered in format string");
                    }
                    field(text.toString());
                    text.setLength(0);
                    continue;
                }
                text.append(c);
            }
            parts.add(new Part(text.toString(), "", true, ""));
        }

        private void field(String text) {
            int end = format.indexOf('}', at);
            if (end < 0) {
                throw FormatSpec.failure("expected '}' before end of string");
            }
            String body = format.substring(at, end);
            at = end + 1;
            int colon = body.indexOf(':');
            String name = colon < 0 ? body : body.substring(0, colon);
            String spec = colon < 0 ? "" : body.substring(colon + 1);
            if (body.indexOf('{') >= 0) {
                throw FormatSpec.failure("no field may stand within another: {" + body);
            }
            int mark = name.indexOf('!');
            if (mark >= 0 && !name.substring(mark).equals("!s")) {
                throw FormatSpec.failure(
                        "Unknown conversion specifier " + name.substring(mark + 1));
            }
            String field = mark < 0 ? name : name.substring(0, mark);
            parts.add(new Part(text, field, mark >= 0, field.isEmpty() ? "" : spec));
        }
    }
}
