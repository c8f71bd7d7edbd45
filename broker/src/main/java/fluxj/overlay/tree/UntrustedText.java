package fluxj.overlay.tree;

/// Text that a stranger chose, made fit for a log line.
final class UntrustedText {
    private UntrustedText() {}

    /// At most `max` characters, each printable ASCII; `?` stands for any other one.
    static String clean(String text, int max) {
        int length = Math.min(text.length(), max);
        StringBuilder clean = new StringBuilder(length + 3);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            clean.append(c < ' ' || c > '~' ? '?' : c);
        }
        return text.length() > max ? clean.append("...").toString() : clean.toString();
    }
}
