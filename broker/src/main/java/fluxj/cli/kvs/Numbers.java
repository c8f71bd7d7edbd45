package fluxj.cli.kvs;

/// Numbers as C reads them from a text.
final class Numbers {
    private Numbers() {}

    /// The whole number a text begins with; 0 when it begins with none.
    static long leading(String text) {
        int end = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int digits = end;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            return 0;
        }
        try {
            return Long.parseLong(text, 0, end, 10);
        } catch (NumberFormatException e) {
            return text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
