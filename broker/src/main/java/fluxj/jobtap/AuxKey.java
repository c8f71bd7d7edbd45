package fluxj.jobtap;

/// Names something that a plugin remembers about jobs. Keys are told apart by identity, so another
/// plugin's never meets this one's.
///
/// @param <T> what is remembered
public final class AuxKey<T> {
    private final String name;

    private AuxKey(String name) {
        this.name = name;
    }

    /// A new key.
    ///
    /// @param name for people who look at it
    public static <T> AuxKey<T> named(String name) {
        return new AuxKey<>(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
