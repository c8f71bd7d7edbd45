package fluxj.json;

import java.util.Iterator;
import java.util.List;

/// An immutable JSON array.
public record JsonArray(List<JsonValue> items) implements JsonValue, Iterable<JsonValue> {

    /// `[]`.
    public static final JsonArray EMPTY = new JsonArray(List.of());

    /// Copies the items.
    public JsonArray {
        items = List.copyOf(items);
    }

    /// An array of strings.
    public static JsonArray ofTexts(Iterable<String> texts) {
        var items = new java.util.ArrayList<JsonValue>();
        texts.forEach(text -> items.add(JsonValue.of(text)));
        return new JsonArray(items);
    }

    /// An array of these values.
    public static JsonArray of(JsonValue... values) {
        return new JsonArray(List.of(values));
    }

    /// How many items there are.
    public int size() {
        return items.size();
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return items.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonArray that && JsonEquality.equal(this, that);
    }

    @Override
    public int hashCode() {
        return items.size();
    }

    @Override
    public String toString() {
        return JsonWriter.text(this);
    }
}
