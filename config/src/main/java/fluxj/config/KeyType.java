package fluxj.config;

import fluxj.format.Fsd;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// What the value of a key is: its name in the reference, and how it is read from a table.
///
/// @param <T> what a value becomes
public interface KeyType<T> {

    /// What the reference calls it: `string`, `duration`, `array of tables` …
    String name();

    /// The value that a table has for a key.
    ///
    /// @throws ConfigException with the place of the key, when it is none of this type
    T read(TableReader table, String key, JsonValue value);

    /// A value as it would be written in a table.
    String written(T value);

    /// The rows of a table, when a value is a table or an array of them.
    default Optional<ConfigTable> rows() {
        return Optional.empty();
    }

    /// A string.
    static AttributeType<String> text() {
        return text("string");
    }

    /// A whole number.
    static AttributeType<Integer> whole() {
        return new KeyTypes.Whole();
    }

    /// True or false.
    static KeyType<Boolean> bool() {
        return new KeyTypes.Bool();
    }

    /// A string that stands for something, such as a `hostlist`.
    static AttributeType<String> text(String name) {
        return new KeyTypes.Text(name);
    }

    /// An array of strings; `complaint` is the whole message for anything else.
    static KeyType<List<String>> texts(String complaint) {
        return new KeyTypes.Texts(complaint);
    }

    /// A duration (RFC 23). The message for what is none begins with these words, in which `%s` is
    /// the key.
    static KeyType<Fsd> duration(String inTable) {
        return duration(inTable, "error parsing %s attribute");
    }

    /// A duration (RFC 23). The messages for what is none begin with these words, in which `%s` is
    /// the key or the attribute.
    static AttributeType<Fsd> duration(String inTable, String inAttribute) {
        return new KeyTypes.Duration(inTable, inAttribute);
    }

    /// One of the constants of an enum, written as their [Object#toString].
    ///
    /// @param complaint the whole message for any other word, which is `%s` in it
    static <E extends Enum<E>> AttributeType<E> choice(List<E> constants, String complaint) {
        return new KeyTypes.Choice<>(constants, complaint);
    }

    /// A value that may be left open.
    static <T> AttributeType<Optional<T>> optional(AttributeType<T> type) {
        return new KeyTypes.Optionally<>(type);
    }
}
