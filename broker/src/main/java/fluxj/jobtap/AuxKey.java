package fluxj.jobtap;

/// Names something that a plugin remembers about jobs. Keys are told apart by identity, so another
/// plugin's never meets this one's.
///
/// @param <T> what is remembered
public final class AuxKey<T> {
    private final String name;
    private final Class<T> type;

    private AuxKey(String name, Class<T> type) {
        this.name = name;
        this.type = type;
    }

    /// A new key.
    ///
    /// @param name for people who look at it
    public static <T> AuxKey<T> of(String name, Class<T> type) {
        return new AuxKey<>(name, type);
    }

    /// A value that was stored under it.
    public T cast(Object value) {
        return type.cast(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
