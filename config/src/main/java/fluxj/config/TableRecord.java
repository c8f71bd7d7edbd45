package fluxj.config;

/// A table that was read, as a type of its own.
public interface TableRecord {

    /// What holds for each of its keys.
    TableValues values();

    /// What holds for a key.
    default <T> T get(ConfigKey<T> key) {
        return values().get(key);
    }
}
