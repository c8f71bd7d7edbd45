package fluxj.job.spec;

import fluxj.format.FormatException;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a constraint (RFC 35).
final class ConstraintLexer {
    enum Kind {
        TERM,
        AND,
        OR,
        NOT,
        NEGATE,
        OPEN,
        CLOSE
    }

    /// @param position where it begins, counted from 0
    record Token(Kind kind, String text, int position) {}

    private static final Pattern WORD =
            Pattern.compile(
                    "(?<negate>-)|(?<not>not\\b)|(?<and>&{1,2}|and\\b)|(?<or>\\|{1,2}|or\\b)"
                            + "|(?<open>\\()|(?<close>\\))|(?<term>[^()|&\\s\"']+)|(?<quote>[\"'])");

    private final String text;
    private final Matcher matcher;
    private int at;

    ConstraintLexer(String text) {
        this.text = text;
        matcher = WORD.matcher(text);
    }

    /// The next word; null at the end.
    ///
    /// @throws FormatException for a quote or an operator that lacks its end
    @Nullable Token next() {
        String begun = "";
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                if (!begun.isEmpty()) {
                    throw new FormatException("Missing argument to token '" + begun + "'");
                }
                return null;
            }
            int start = at;
            matcher.region(at, text.length());
            matcher.lookingAt();
            Kind kind = kind();
            String word = matcher.group("quote") == null ? matcher.group() : quoted();
            at = matcher.group("quote") == null ? matcher.end() : at;
            if (kind != Kind.TERM) {
                return new Token(kind, word, start);
            }
            // An operator may stand before a quoted operand: op:"quoted string".
            if (begun.isEmpty() && word.endsWith(":")) {
                begun = word;
            } else {
                return new Token(Kind.TERM, begun + word, start);
            }
        }
    }

    private Kind kind() {
        if (matcher.group("negate") != null) {
            return Kind.NEGATE;
        }
        if (matcher.group("not") != null) {
            return Kind.NOT;
        }
        if (matcher.group("and") != null) {
            return Kind.AND;
        }
        if (matcher.group("or") != null) {
            return Kind.OR;
        }
        if (matcher.group("open") != null) {
            return Kind.OPEN;
        }
        return matcher.group("close") != null ? Kind.CLOSE : Kind.TERM;
    }

    private String quoted() {
        char quote = text.charAt(at);
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            char other = quote == '\'' ? '"' : '\'';
            throw new FormatException(
                    "Unclosed quote " + other + quote + other + " at position " + (at + 1));
        }
        String inside = text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }
}
