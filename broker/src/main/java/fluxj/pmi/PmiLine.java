package fluxj.pmi;

import java.util.Optional;
import java.util.OptionalInt;

/// One line of the PMI-1 simple protocol (RFC 13): words `key=value`, without the newline.
public record PmiLine(String text) {
    private static final String BLANKS = " \t\u000b\f\r";

    /// The value up to the next blank.
    public Optional<String> word(String key) {
        int from = find(key);
        return from < 0 ? Optional.empty() : Optional.of(text.substring(from, blank(from)));
    }

    /// The value up to the end of the line, blanks included.
    public Optional<String> rest(String key) {
        int from = find(key);
        return from < 0 ? Optional.empty() : Optional.of(text.substring(from));
    }

    /// A value that is a non-negative number; empty when it is absent or no number.
    public OptionalInt number(String key) {
        String digits = word(key).orElse("");
        if (digits.isEmpty() || digits.length() > 9) {
            return OptionalInt.empty();
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.of(Integer.parseInt(digits));
    }

    /// Where the value of a key begins; negative when it is not there.
    private int find(String key) {
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith(key, at)
                    && at + key.length() < text.length()
                    && text.charAt(at + key.length()) == '=') {
                return at + key.length() + 1;
            }
            at = blank(at) + 1;
        }
        return -1;
    }

    /// The next blank, or the end.
    private int blank(int from) {
        int at = from;
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
