package fluxj.cli.format;

import java.util.ArrayList;
import java.util.List;

/// Takes a format string apart.
final class FormatScanner {
    private final String format;
    private final List<FormatPart> parts = new ArrayList<>();
    private int at;

    private FormatScanner(String format) {
        this.format = format;
    }

    /// The parts of a format; the last has text only.
    static List<FormatPart> parts(String format) {
        FormatScanner scanner = new FormatScanner(format);
        scanner.scan();
        return scanner.parts;
    }

    private void scan() {
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
        parts.add(new FormatPart(text.toString(), "", Conversion.of(""), ""));
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
        String field = mark < 0 ? name : name.substring(0, mark);
        parts.add(
                new FormatPart(
                        text,
                        field,
                        Conversion.of(mark < 0 ? "" : name.substring(mark + 1)),
                        field.isEmpty() ? "" : spec));
    }
}
