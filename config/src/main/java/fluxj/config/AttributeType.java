package fluxj.config;

/// A type whose values can also be set by an attribute, which is text.
public interface AttributeType<T> extends KeyType<T> {

    /// The value of an attribute.
    ///
    /// @throws ConfigException that names the attribute, when it is none of this type
    T parse(String attribute, String text);

    /// A value as the attribute shows it.
    String format(T value);
}
