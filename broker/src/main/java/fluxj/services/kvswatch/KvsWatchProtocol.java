package fluxj.services.kvswatch;

import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.Map;
import java.util.Optional;

/// The kvs-watch service as seen from outside (spec services 3). Flags are
/// [fluxj.services.kvs.KvsProtocol]'s.
public final class KvsWatchProtocol {
    /// What to watch.
    public record Lookup(String key, int flags, String namespace) {}

    /// The value as a tree object; absent in the initial sentinel.
    public record Value(Optional<JsonObject> val) {}

    /// One namespace that is watched; `rootseq` is -1 while it is not there.
    public record Watched(int owner, int rootseq, String rootref, int watchers) {}

    /// Who watches how much.
    public record Stats(
            int watchers,
            @Key("namespace-count") int namespaceCount,
            Map<String, Watched> namespaces) {}

    /// The value now and, with flag WATCH, again and again.
    public static final StreamMethod<Lookup, Value> LOOKUP =
            new StreamMethod<>("kvs-watch.lookup", Lookup.class, Value.class, Access.USER, false);

    /// Reads the counts.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("kvs-watch.stats-get", Empty.class, Stats.class, Access.USER);

    private KvsWatchProtocol() {}
}
