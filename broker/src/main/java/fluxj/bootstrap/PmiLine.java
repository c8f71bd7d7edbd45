package fluxj.bootstrap;

import java.util.Optional;
import java.util.OptionalInt;

/// One line of the PMI-1 simple protocol (RFC 13): words `key=value`, without the newline.
record PmiLine(String text) {
    /// The value up to the next space.
    Optional<String> word(String key) {
        int from = find(key);
        if (from < 0) {
            return Optional.empty();
        }
        int space = text.indexOf(' ', from);
        return Optional.of(text.substring(from, space < 0 ? text.length() : space));
    }

    /// The value up to the end of the line, spaces included.
    Optional<String> rest(String key) {
        int from = find(key);
        return from < 0 ? Optional.empty() : Optional.of(text.substring(from));
    }

    /// A value that is a non-negative number; empty when it is absent or no number.
    OptionalInt number(String key) {
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
        while (at >= 0 && at < text.length()) {
            if (text.startsWith(key, at)
                    && at + key.length() < text.length()
                    && text.charAt(at + key.length()) == '=') {
                return at + key.length() + 1;
            }
            int space = text.indexOf(' ', at);
            at = space < 0 ? -1 : space + 1;
        }
        return -1;
    }
}
