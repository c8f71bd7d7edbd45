package fluxj.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads the text of a host list (RFC 29). Commas, blanks and tabs separate; several brackets in
/// one word are expanded, the first one slowest.
final class HostlistParser {
    private static final int MAX_RANGE = 1 << 20;
    private static final int MAX_DIGITS = 18;
    private static final int MAX_BRACKETS = 8;

    private final String text;
    private final Consumer<HostRun> hosts;

    private HostlistParser(String text, Consumer<HostRun> hosts) {
        this.text = text;
        this.hosts = hosts;
    }

    static void parse(String text, Consumer<HostRun> hosts) {
        new HostlistParser(text, hosts).parseAll();
    }

    private void parseAll() {
        int at = 0;
        while (at < text.length()) {
            int end = wordEnd(at);
            if (end > at) {
                parseWord(text.substring(at, end));
            }
            at = end + 1;
        }
    }

    private int wordEnd(int from) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '[' -> depth++;
                case ']' -> depth--;
                case ',', ' ', '\t' -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
            if (depth < 0 || depth > 1) {
                throw invalid("brackets do not match");
            }
        }
        if (depth != 0) {
            throw invalid("brackets do not match");
        }
        return text.length();
    }

    private void parseWord(String word) {
        if (word.chars().filter(c -> c == '[').count() > MAX_BRACKETS) {
            throw invalid("more than " + MAX_BRACKETS + " brackets in one name");
        }
        int open = word.indexOf('[');
        if (open < 0) {
            hosts.accept(HostRun.of(word));
            return;
        }
        String prefix = word.substring(0, open);
        int close = word.indexOf(']', open);
        List<HostRun> runs = parseRanges(prefix, word.substring(open + 1, close));
        String suffix = word.substring(close + 1);
        if (suffix.isEmpty()) {
            runs.forEach(hosts);
        } else {
            expandSuffix(runs, suffix);
        }
    }

    private void expandSuffix(List<HostRun> runs, String suffix) {
        boolean bracketed = suffix.indexOf('[') >= 0;
        for (HostRun run : runs) {
            for (int i = 0; i < run.count(); i++) {
                String name = run.name(i) + suffix;
                if (bracketed) {
                    parseWord(name);
                } else {
                    hosts.accept(new HostRun(name, -1, 1, 0));
                }
            }
        }
    }

    private List<HostRun> parseRanges(String prefix, String ranges) {
        List<HostRun> runs = new ArrayList<>();
        int start = 0;
        while (start <= ranges.length()) {
            int comma = ranges.indexOf(',', start);
            int end = comma < 0 ? ranges.length() : comma;
            runs.add(parseRange(prefix, ranges.substring(start, end)));
            start = end + 1;
        }
        return runs;
    }

    private HostRun parseRange(String prefix, String range) {
        int dash = range.indexOf('-');
        String low = dash < 0 ? range : range.substring(0, dash);
        long first = parseNumber(low, range);
        long last = dash < 0 ? first : parseNumber(range.substring(dash + 1), range);
        if (last < first) {
            throw invalid("range '" + range + "' is not ascending");
        }
        if (last - first >= MAX_RANGE) {
            throw invalid("range '" + range + "' is too large");
        }
        return new HostRun(prefix, first, (int) (last - first + 1), low.length());
    }

    private long parseNumber(String digits, String range) {
        boolean valid = !digits.isEmpty() && digits.length() <= MAX_DIGITS;
        for (int i = 0; valid && i < digits.length(); i++) {
            valid = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        if (!valid) {
            throw invalid("'" + range + "' is not a range");
        }
        return Long.parseLong(digits);
    }

    private FormatException invalid(String reason) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return new FormatException("invalid hostlist '" + shown + "': " + reason);
    }
}
