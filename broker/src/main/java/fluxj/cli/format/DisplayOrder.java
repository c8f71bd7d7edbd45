package fluxj.cli.format;

import fluxj.json.JsonValue;

import java.util.Comparator;
import java.util.regex.Pattern;

/// Values in the order that tables are sorted by: what is not set comes first, then numbers, also
/// those written as text, then words.
enum DisplayOrder implements Comparator<JsonValue> {
    /// The only one.
    ORDER;

    private static final Pattern NUMBER =
            Pattern.compile("\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*");

    @Override
    public int compare(JsonValue one, JsonValue other) {
        String text = text(one);
        String otherText = text(other);
        int group = group(text);
        int byGroup = Integer.compare(group, group(otherText));
        if (byGroup != 0 || group == 0) {
            return byGroup;
        }
        return group == 1
                ? Double.compare(
                        Double.parseDouble(text.strip()), Double.parseDouble(otherText.strip()))
                : text.compareTo(otherText);
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Bool(boolean truth)
                ? truth ? "1" : "0"
                : FieldText.of(value);
    }

    private static int group(String value) {
        if (value.isEmpty() || value.equals("-")) {
            return 0;
        }
        return NUMBER.matcher(value).matches() ? 1 : 2;
    }
}
