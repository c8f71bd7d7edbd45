package fluxj.service;

import java.util.Map;
import java.util.Optional;

/// The broker attributes as its own parts see them (spec broker 5.2): no roles, no flags in the
/// way.
public interface Attributes {
    /// The value; empty when the attribute is unset or has no value.
    Optional<String> get(String name);

    /// True when the attribute is set, be it without a value (`-S broker.rc2_none`).
    default boolean isPresent(String name) {
        return get(name).isPresent();
    }

    /// Sets a value from within the broker.
    void set(String name, String value);

    /// The attributes that never change and have a value: what a module may keep for itself.
    default Map<String, String> immutable() {
        return Map.of();
    }
}
