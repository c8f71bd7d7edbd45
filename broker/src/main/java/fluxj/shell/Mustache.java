package fluxj.shell;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The `{{tag}}`s of a text (spec services 15.8): no sections, no escapes.
final class Mustache {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private Mustache() {}

    /// True when there may be tags in it.
    static boolean isTemplate(String text) {
        return text.contains(OPEN);
    }

    /// The text with the tags in it replaced.
    ///
    /// @param values gives a tag's value; one without stays as it is
    /// @param onError told of a tag that does not end
    static String render(
            String template, Function<String, Optional<String>> values, Consumer<String> onError) {
        StringBuilder result = new StringBuilder();
        int from = 0;
        while (true) {
            int open = template.indexOf(OPEN, from);
            if (open < 0) {
                return result.append(template, from, template.length()).toString();
            }
            int close = template.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                onError.accept("mustache template error at pos=" + (open + OPEN.length()));
                return result.append(template, from, template.length()).toString();
            }
            int end = close + CLOSE.length();
            String whole = template.substring(open, end);
            String tag = template.substring(open + OPEN.length(), close);
            result.append(template, from, open).append(values.apply(tag).orElse(whole));
            from = end;
        }
    }
}
