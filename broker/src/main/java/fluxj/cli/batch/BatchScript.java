package fluxj.cli.batch;

import fluxj.format.FormatException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A script and the options that it carries in lines such as `# flux: -N2` (RFC 36). They end with
/// the first line that does not begin as they do and is not empty.
final class BatchScript {
    private static final Pattern LINE_ENDS = Pattern.compile("(?<=\n)");
    private static final Pattern SENTINEL =
            Pattern.compile("([^\\w]*)((?:flux|FLUX):)(.*)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TRIPLE = Pattern.compile("((?:[\"']){3})(.*)\\1");
    private static final Pattern UNCLOSED = Pattern.compile("((?:[\"']){3}).");

    private final String text;
    private final List<Directive> directives = new ArrayList<>();
    private String sentinel = "";
    private String prefix = "";
    private boolean over;
    private int lastLine;
    private @Nullable QuotedLines open;

    private BatchScript(String text) {
        this.text = text;
    }

    /// Reads a script whose lines end with a newline alone.
    ///
    /// @throws FormatException when a directive is none; the text names the line
    static BatchScript parse(String text) {
        BatchScript script = new BatchScript(text);
        int number = 0;
        for (String line : LINE_ENDS.splitAsStream(text).toList()) {
            number++;
            String content = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
            Matcher parts = SENTINEL.matcher(content);
            if (parts.matches()) {
                script.directive(parts, number);
            } else {
                script.plain(line, number);
            }
        }
        return script;
    }

    /// All of it.
    String text() {
        return text;
    }

    /// The directives in their order.
    List<Directive> directives() {
        return directives;
    }

    private void plain(String line, int number) {
        if (open != null) {
            throw new FormatException(
                    "line "
                            + number
                            + ": unterminated multi-line quote at line "
                            + open.startLine()
                            + ": `"
                            + open.start()
                            + "'");
        }
        if (!sentinel.isEmpty()
                && !over
                && !line.startsWith(prefix.stripTrailing())
                && !line.isBlank()) {
            over = true;
            lastLine = number - 1;
        }
    }

    private void directive(Matcher parts, int number) {
        String tag = parts.group(2);
        if (over) {
            throw new FormatException(
                    "line "
                            + number
                            + ": orphan '"
                            + tag
                            + "' detected: directives disabled after line "
                            + lastLine);
        }
        String value = withoutTripleQuotes(parts.group(3), number);
        String found = parts.group(1) + tag;
        if (sentinel.isEmpty()) {
            sentinel = found;
            prefix = parts.group(1);
        } else if (!found.equals(sentinel)) {
            throw changed(found, value, number);
        }
        if (open != null) {
            QuotedLines quoted = open;
            quoted.add(value, QuotedLines.isEdge(value))
                    .ifPresent(
                            whole -> {
                                open = null;
                                directives.add(Directive.parse(whole, quoted.startLine()));
                            });
        } else if (QuotedLines.isEdge(value)) {
            open = new QuotedLines(value, number);
        } else if (!value.isEmpty()) {
            directives.add(Directive.parse(value, number));
        }
    }

    private FormatException changed(String found, String value, int number) {
        return new FormatException(
                "line "
                        + number
                        + ": sentinel changed from '"
                        + sentinel
                        + "' to '"
                        + found
                        + "'\n\nAll directives in a file must use the same sentinel.\n\n"
                        + "If you're trying to disable this directive, place a comment\n"
                        + "character AFTER the sentinel, not in the prefix:\n\n  "
                        + sentinel
                        + " # "
                        + value.stripLeading()
                        + "\n\nThe '#' character comments out the rest of the line, making\n"
                        + "this directive a no-op while maintaining the same sentinel.");
    }

    /// Quotes for a shell what stands between triple quotes in one line.
    private static String withoutTripleQuotes(String value, int number) {
        if (isPaired(value, "\"\"\"") || isPaired(value, "'''")) {
            return TRIPLE.matcher(value)
                    .replaceAll(
                            parts -> Matcher.quoteReplacement(ShellLexer.quote(parts.group(2))));
        }
        if (UNCLOSED.matcher(value).find()) {
            throw new FormatException(
                    "line " + number + ": unclosed triple quote: " + value.strip());
        }
        return value;
    }

    private static boolean isPaired(String value, String quotes) {
        int count = 0;
        for (int at = value.indexOf(quotes); at >= 0; at = value.indexOf(quotes, at + 3)) {
            count++;
        }
        return count > 0 && count % 2 == 0;
    }
}
