package fluxj.coral2.dws.rabbits;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.HexFormat;
import java.util.stream.Collectors;

/// Values as flux-coral2, which is Python, writes them in its errors.
final class PythonText {
    private PythonText() {}

    /// What `repr` makes of a value.
    static String of(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(String text) -> quoted(text);
            case JsonValue.Bool(boolean truth) -> truth ? "True" : "False";
            case JsonValue.Null _ -> "None";
            case JsonValue.Whole _, JsonValue.Real _ -> value.toString();
            case JsonArray items ->
                    items.items().stream()
                            .map(PythonText::of)
                            .collect(Collectors.joining(", ", "[", "]"));
            case JsonObject object ->
                    object.members().entrySet().stream()
                            .map(each -> quoted(each.getKey()) + ": " + of(each.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    /// A string in single quotes, unless it has some and no double ones.
    static String quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(control(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append(quote).toString();
    }

    private static String control(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\x" + HexFormat.of().toHexDigits((byte) c);
        };
    }

    /// What `type` makes of a value.
    static String typeOf(JsonValue value) {
        return "<class '"
                + switch (value) {
                    case JsonValue.Text _ -> "str";
                    case JsonValue.Bool _ -> "bool";
                    case JsonValue.Null _ -> "NoneType";
                    case JsonValue.Whole _ -> "int";
                    case JsonValue.Real _ -> "float";
                    case JsonArray _ -> "list";
                    case JsonObject _ -> "dict";
                }
                + "'>";
    }
}
