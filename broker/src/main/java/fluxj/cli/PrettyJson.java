package fluxj.cli;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Map;

/// JSON on several lines, indented.
public final class PrettyJson {
    private final int step;
    private final StringBuilder out = new StringBuilder();

    private PrettyJson(int step) {
        this.step = step;
    }

    /// The text of a value with so many spaces a level.
    public static String of(JsonValue value, int step) {
        PrettyJson pretty = new PrettyJson(step);
        pretty.write(value, 0);
        return pretty.out.toString();
    }

    private void write(JsonValue value, int level) {
        switch (value) {
            case JsonObject object -> writeObject(object, level);
            case JsonArray array -> writeArray(array, level);
            case JsonValue.Scalar scalar -> out.append(scalar);
        }
    }

    private void writeObject(JsonObject object, int level) {
        if (object.members().isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            separate(first, level + 1);
            first = false;
            out.append(JsonValue.of(member.getKey())).append(": ");
            write(member.getValue(), level + 1);
        }
        newLine(level);
        out.append('}');
    }

    private void writeArray(JsonArray array, int level) {
        if (array.size() == 0) {
            out.append("[]");
            return;
        }
        out.append('[');
        boolean first = true;
        for (JsonValue item : array) {
            separate(first, level + 1);
            first = false;
            write(item, level + 1);
        }
        newLine(level);
        out.append(']');
    }

    private void separate(boolean first, int level) {
        if (!first) {
            out.append(',');
        }
        newLine(level);
    }

    private void newLine(int level) {
        out.append('\n');
        out.repeat(' ', level * step);
    }
}
