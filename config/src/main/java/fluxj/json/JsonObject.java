package fluxj.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An immutable JSON object that keeps the order its members were added in.
public final class JsonObject implements JsonValue {

    /// `{}`.
    public static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

    private final Map<String, JsonValue> members;

    private JsonObject(Map<String, JsonValue> members) {
        this.members = members;
    }

    /// Reads an object.
    ///
    /// @throws JsonException when `text` is not JSON or not an object
    public static JsonObject parse(String text) {
        return object(JsonValue.parse(text));
    }

    /// Reads an object from UTF-8 bytes; same errors as [#parse(String)].
    public static JsonObject parse(byte[] utf8, int offset, int length) {
        return object(JsonReader.bytes(utf8, offset, length));
    }

    /// Reads an object from the UTF-8 bytes of a message, whose text ends at its first NUL byte;
    /// same errors as [#parse(String)].
    ///
    /// @param nulls true when its strings may hold NULs as escapes, as Flux reads most messages
    public static JsonObject parseMessage(byte[] utf8, int offset, int length, boolean nulls) {
        return object(
                nulls
                        ? JsonReader.message(utf8, offset, length)
                        : JsonReader.text(utf8, offset, length));
    }

    private static JsonObject object(JsonValue value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new JsonException("JSON text is not an object");
    }

    /// An object of members that nobody else will change.
    static JsonObject owning(Map<String, JsonValue> members) {
        return members.isEmpty() ? EMPTY : new JsonObject(Collections.unmodifiableMap(members));
    }

    /// Starts an object.
    public static Builder builder() {
        return new Builder(new LinkedHashMap<>());
    }

    /// An object of one string member.
    public static JsonObject of(String key, String value) {
        return builder().put(key, value).build();
    }

    /// An object of one whole-number member.
    public static JsonObject of(String key, long value) {
        return builder().put(key, value).build();
    }

    /// An object of one member.
    public static JsonObject of(String key, JsonValue value) {
        return builder().put(key, value).build();
    }

    /// The members in order; cannot be changed.
    public Map<String, JsonValue> members() {
        return members;
    }

    /// The names in order.
    public Set<String> keys() {
        return members.keySet();
    }

    /// The member of that name.
    public Optional<JsonValue> get(String key) {
        return Optional.ofNullable(members.get(key));
    }

    /// The member of that name when it is a string.
    public Optional<String> text(String key) {
        return members.get(key) instanceof Text(String value)
                ? Optional.of(value)
                : Optional.empty();
    }

    /// The member of that name when it is a whole number.
    public Optional<Long> whole(String key) {
        return members.get(key) instanceof Whole(long value)
                ? Optional.of(value)
                : Optional.empty();
    }

    /// The member of that name when it is an object.
    public Optional<JsonObject> object(String key) {
        return members.get(key) instanceof JsonObject value ? Optional.of(value) : Optional.empty();
    }

    /// The member of that name when it is an array.
    public Optional<JsonArray> array(String key) {
        return members.get(key) instanceof JsonArray value ? Optional.of(value) : Optional.empty();
    }

    /// The member of that name when it is a truth value.
    public Optional<Boolean> bool(String key) {
        return members.get(key) instanceof Bool(boolean value)
                ? Optional.of(value)
                : Optional.empty();
    }

    /// A builder that starts with this object's members.
    public Builder toBuilder() {
        return new Builder(new LinkedHashMap<>(members));
    }

    /// The same object with one member set.
    public JsonObject with(String key, JsonValue value) {
        return toBuilder().put(key, value).build();
    }

    /// The compact text as a message carries it: UTF-8 with a NUL at its end.
    ///
    /// @throws JsonException when it is nested deeper than a reader takes
    public byte[] toMessage() {
        return JsonWriter.utf8(this, 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && JsonEquality.equal(this, that);
    }

    @Override
    public int hashCode() {
        return members.keySet().hashCode();
    }

    @Override
    public String toString() {
        return JsonWriter.text(this);
    }

    /// Collects members; a name put twice keeps its place and takes the last value.
    public static final class Builder {
        private final Map<String, JsonValue> members;

        private Builder(Map<String, JsonValue> members) {
            this.members = members;
        }

        /// Sets a member.
        public Builder put(String key, JsonValue value) {
            members.put(key, value);
            return this;
        }

        /// Sets a string member.
        public Builder put(String key, String value) {
            return put(key, JsonValue.of(value));
        }

        /// Sets a whole-number member.
        public Builder put(String key, long value) {
            return put(key, JsonValue.of(value));
        }

        /// Sets a real member.
        public Builder put(String key, double value) {
            return put(key, JsonValue.of(value));
        }

        /// Sets a truth member.
        public Builder put(String key, boolean value) {
            return put(key, JsonValue.of(value));
        }

        /// Takes a member away.
        public Builder remove(String key) {
            members.remove(key);
            return this;
        }

        /// The finished object; the builder may go on without changing it.
        public JsonObject build() {
            return new JsonObject(Collections.unmodifiableMap(new LinkedHashMap<>(members)));
        }
    }
}
