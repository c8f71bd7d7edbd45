package fluxj.services.kvswatch;

import fluxj.json.JsonObject;
import fluxj.rpc.Access;
import fluxj.rpc.StreamMethod;

import java.util.Optional;

/// The kvs-watch service as seen from outside (spec services 3). Flags are
/// [fluxj.services.kvs.KvsProtocol]'s.
public final class KvsWatchProtocol {
    /// What to watch.
    public record Lookup(String namespace, String key, int flags) {}

    /// The value as a tree object; absent in the sentinel after the first one.
    public record Value(Optional<JsonObject> val) {}

    /// The value now and, with flag WATCH, again and again.
    public static final StreamMethod<Lookup, Value> LOOKUP =
            new StreamMethod<>("kvs-watch.lookup", Lookup.class, Value.class, Access.USER, false);

    private KvsWatchProtocol() {}
}
