package fluxj.cli.job.spec;

import java.util.regex.Pattern;

/// Patterns of names: shell globs, or regular expressions behind a slash.
final class Glob {
    private Glob() {}

    /// The pattern that a rule names: `/REGEX[/]` is matched from the start of a name, anything
    /// else is a shell glob for all of it.
    static Pattern of(String rule) {
        if (rule.startsWith("/")) {
            return Pattern.compile(rule.substring(1).replaceFirst("/+$", ""));
        }
        return Pattern.compile(translate(rule) + "\\z", Pattern.DOTALL);
    }

    private static String translate(String glob) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> {
                    int end = classEnd(glob, at);
                    if (end < 0) {
                        regex.append("\\[");
                    } else {
                        regex.append(characterClass(glob.substring(at, end)));
                        at = end + 1;
                    }
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    /// Where the class that began before `from` has its bracket; −1 when it has none.
    private static int classEnd(String glob, int from) {
        int at = from;
        if (at < glob.length() && glob.charAt(at) == '!') {
            at++;
        }
        if (at < glob.length() && glob.charAt(at) == ']') {
            at++;
        }
        return glob.indexOf(']', at);
    }

    private static String characterClass(String inside) {
        boolean negated = inside.startsWith("!");
        String members =
                (negated ? inside.substring(1) : inside).replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
        return (negated ? "[^" : "[") + members + "]";
    }
}
