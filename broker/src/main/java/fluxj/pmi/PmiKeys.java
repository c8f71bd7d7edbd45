package fluxj.pmi;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The key-value space of a program, as far as one of its servers knows it. What the server's own
/// clients put is told to the other servers at the next barrier ([#pending]), and what those say is
/// merged in; keys that begin with `local::` are told to nobody.
public final class PmiKeys {
    private static final String LOCAL = "local::";

    private final Map<String, String> local;
    private final Map<String, String> pending = new LinkedHashMap<>();
    private final Map<String, String> exchanged = new HashMap<>();

    /// A space that begins with keys which every server knows by itself.
    public PmiKeys(Map<String, String> known) {
        local = new HashMap<>(known);
    }

    /// Stores what a client of this server puts.
    public void put(String key, String value) {
        (key.startsWith(LOCAL) ? local : pending).put(key, value);
    }

    /// The value of a key, if it has one here.
    public Optional<String> get(String key) {
        String value = local.get(key);
        if (value == null) {
            value = pending.get(key);
        }
        return Optional.ofNullable(value == null ? exchanged.get(key) : value);
    }

    /// What the other servers have not been told.
    public Map<String, String> pending() {
        return new LinkedHashMap<>(pending);
    }

    /// Ends an exchange.
    ///
    /// @param all what all servers had to tell, this one too
    public void merge(Map<String, String> all) {
        exchanged.putAll(all);
        pending.clear();
    }
}
