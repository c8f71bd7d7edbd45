package fluxj.cli.batch;

import fluxj.format.FormatException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A text between triple quotes that goes over several lines of directives (RFC 36). What the first
/// line is indented by is taken off all of them.
final class QuotedLines {
    private final String quotes;
    private final String indent;
    private final String start;
    private final int startLine;
    private final List<String> lines = new ArrayList<>();

    /// @param text a line that ends with three quotes
    QuotedLines(String text, int line) {
        quotes = text.substring(text.length() - 3);
        start = text.stripLeading();
        indent = text.substring(0, text.length() - start.length());
        startLine = line;
        add(text.substring(0, text.length() - 3));
    }

    /// True for a line that opens or closes such a text.
    static boolean isEdge(String text) {
        return text.endsWith("\"\"\"") || text.endsWith("'''");
    }

    /// The number of its first line.
    int startLine() {
        return startLine;
    }

    /// Its first line.
    String start() {
        return start;
    }

    /// Takes a line; gives all of them as one, quoted for a shell, when it is the last.
    ///
    /// @throws FormatException when the quotes stand within the text too
    Optional<String> add(String text, boolean edge) {
        if (!edge || !text.endsWith(quotes)) {
            add(text);
            return Optional.empty();
        }
        add(text.substring(0, text.length() - 3));
        String whole =
                lines.getFirst()
                        + ShellLexer.quote(String.join("\n", lines.subList(1, lines.size())));
        if (whole.contains(quotes)) {
            throw new FormatException(
                    "improperly terminated triple quoted string at: `" + start + "'");
        }
        return Optional.of(whole);
    }

    private void add(String text) {
        lines.add(text.startsWith(indent) ? text.substring(indent.length()) : text);
    }
}
