package fluxj.rpc;

/// Shell globs over topics, as Flux matches them: `*`, `?`, `[abc]`, `[!a-c]` and `\x`.
public final class Globs {
    private Globs() {}

    /// True when `text` as a whole matches `glob`. A `[` that is never closed stands for itself.
    public static boolean matches(String glob, String text) {
        return matches(glob, 0, text, 0);
    }

    private static boolean matches(String glob, int g, String text, int t) {
        while (g < glob.length()) {
            char c = glob.charAt(g);
            if (c == '*') {
                while (g < glob.length() && glob.charAt(g) == '*') {
                    g++;
                }
                if (g == glob.length()) {
                    return true;
                }
                for (int at = t; at <= text.length(); at++) {
                    if (matches(glob, g, text, at)) {
                        return true;
                    }
                }
                return false;
            }
            if (t == text.length()) {
                return false;
            }
            int close = c == '[' ? closing(glob, g) : -1;
            if (close > 0) {
                if (!inSet(glob, g + 1, close, text.charAt(t))) {
                    return false;
                }
                g = close + 1;
            } else if (c == '\\' && g + 1 < glob.length()) {
                if (glob.charAt(g + 1) != text.charAt(t)) {
                    return false;
                }
                g += 2;
            } else {
                if (c != '?' && c != text.charAt(t)) {
                    return false;
                }
                g++;
            }
            t++;
        }
        return t == text.length();
    }

    private static int closing(String glob, int open) {
        int at = open + 1;
        if (at < glob.length() && (glob.charAt(at) == '!' || glob.charAt(at) == '^')) {
            at++;
        }
        return glob.indexOf(']', at + 1);
    }

    private static boolean inSet(String glob, int from, int to, char c) {
        boolean negated = glob.charAt(from) == '!' || glob.charAt(from) == '^';
        int at = negated ? from + 1 : from;
        boolean found = false;
        while (at < to) {
            char low = glob.charAt(at);
            char high = low;
            if (at + 2 < to && glob.charAt(at + 1) == '-') {
                high = glob.charAt(at + 2);
                at += 2;
            }
            found |= low <= c && c <= high;
            at++;
        }
        return found != negated;
    }
}
