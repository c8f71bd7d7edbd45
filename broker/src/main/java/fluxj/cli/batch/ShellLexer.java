package fluxj.cli.batch;

import fluxj.format.FormatException;

import java.util.ArrayList;
import java.util.List;

/// Splits a directive into words as a shell would: blanks, both quotes, backslashes and comments,
/// which begin anywhere outside of quotes. A run of `();<>|&` is a word of its own (RFC 36).
final class ShellLexer {
    private static final String BLANKS = " \t\r\n";
    private static final String PUNCTUATION = "();<>|&";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean quoted;
    private int at;

    private ShellLexer(String text) {
        this.text = text;
    }

    /// The words of one line.
    ///
    /// @throws FormatException for a quotation or an escape that does not end
    static List<String> split(String line) {
        ShellLexer lexer = new ShellLexer(line);
        lexer.run();
        return lexer.words;
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (BLANKS.indexOf(c) >= 0) {
                endWord();
            } else if (c == '#') {
                endWord();
                int newline = text.indexOf('\n', at);
                at = newline < 0 ? text.length() : newline + 1;
            } else if (c == '\\') {
                escape('\0');
            } else if (c == '\'' || c == '"') {
                quotation(c);
            } else if (PUNCTUATION.indexOf(c) >= 0) {
                endWord();
                at--;
                punctuation();
            } else {
                word.append(c);
            }
        }
        endWord();
    }

    private void endWord() {
        if (quoted || !word.isEmpty()) {
            words.add(word.toString());
        }
        word.setLength(0);
        quoted = false;
    }

    private void punctuation() {
        while (at < text.length() && PUNCTUATION.indexOf(text.charAt(at)) >= 0) {
            word.append(text.charAt(at++));
        }
        endWord();
    }

    /// Within quotes only the quote and the backslash are escaped.
    private void escape(char quote) {
        if (at == text.length()) {
            throw new FormatException("No escaped character");
        }
        char c = text.charAt(at++);
        if (quote != '\0' && c != '\\' && c != quote) {
            word.append('\\');
        }
        word.append(c);
    }

    private void quotation(char quote) {
        quoted = true;
        while (true) {
            if (at == text.length()) {
                throw new FormatException("No closing quotation");
            }
            char c = text.charAt(at++);
            if (c == quote) {
                return;
            }
            if (c == '\\') {
                escape(quote);
            } else {
                word.append(c);
            }
        }
    }

    /// A word for which [#split] gives this text.
    static String quote(String text) {
        boolean plain =
                !text.isEmpty()
                        && text.chars()
                                .allMatch(
                                        c ->
                                                (c >= '0' && c <= '9')
                                                        || (c >= 'a' && c <= 'z')
                                                        || (c >= 'A' && c <= 'Z')
                                                        || "_@%+=:,./-".indexOf(c) >= 0);
        return plain ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }
}
