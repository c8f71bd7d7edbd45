package fluxj.format;

/// Hosts that follow each other: a prefix and ascending numbers of one width, or one host without a
/// number.
///
/// @param prefix what stands before the number, or the whole name
/// @param first the first number; −1 when there is none
/// @param count how many hosts; 1 when there is no number
/// @param width the least digits a number is written with; shorter ones are padded with zeros
record HostRun(String prefix, long first, int count, int width) {
    private static final int MAX_DIGITS = 18;

    static HostRun of(String name) {
        int split = name.length();
        while (split > 0 && isDigit(name.charAt(split - 1))) {
            split--;
        }
        int digits = name.length() - split;
        if (digits == 0 || digits > MAX_DIGITS) {
            return new HostRun(name, -1, 1, 0);
        }
        long number = Long.parseLong(name, split, name.length(), 10);
        return new HostRun(name.substring(0, split), number, 1, digits);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    boolean numbered() {
        return first >= 0;
    }

    long last() {
        return first + count - 1;
    }

    /// The host at a place in this run.
    String name(int index) {
        return numbered() ? prefix + padded(first + index, width) : prefix;
    }

    /// The numbers as they stand in brackets.
    String numbers() {
        return count == 1
                ? padded(first, width)
                : padded(first, width) + "-" + padded(last(), width);
    }

    private static String padded(long number, int width) {
        String digits = Long.toString(number);
        return digits.length() >= width ? digits : "0".repeat(width - digits.length()) + digits;
    }

    /// Whether the two may share brackets.
    boolean sharesPrefix(HostRun next) {
        return numbered() && next.numbered() && prefix.equals(next.prefix);
    }

    /// Whether `next` goes on where this ends, with a padding that one width can write.
    boolean continuesWith(HostRun next) {
        return sharesPrefix(next)
                && last() + 1 == next.first
                && (pad(next.first, width) == pad(next.first, next.width)
                        || pad(first, width) == pad(first, next.width));
    }

    HostRun joined(HostRun next) {
        boolean keepsWidth = pad(next.first, width) == pad(next.first, next.width);
        return new HostRun(prefix, first, count + next.count, keepsWidth ? width : next.width);
    }

    private static int pad(long number, int width) {
        return Math.max(0, width - Long.toString(number).length());
    }

    HostRun part(int from, int size) {
        return numbered() ? new HostRun(prefix, first + from, size, width) : this;
    }
}
