package fluxj.services.kvs;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// The kvs service as seen from outside (spec services 2). Tree objects are RFC 11's.
public final class KvsProtocol {
    /// Lookup: the directory itself, not an error.
    public static final int READDIR = 1;

    /// Lookup: the link itself.
    public static final int READLINK = 2;

    /// Lookup (kvs-watch): again whenever the key was set.
    public static final int WATCH = 4;

    /// Lookup (kvs-watch): waits for the key to be there.
    public static final int WAITCREATE = 8;

    /// Lookup: the tree object as it stands.
    public static final int TREEOBJ = 16;

    /// Operation: appends to the value. The one flag an operation may have.
    public static final int APPEND = 32;

    /// Lookup (kvs-watch): looks at every commit, sends what differs.
    public static final int WATCH_FULL = 64;

    /// Lookup (kvs-watch): sends what differs.
    public static final int WATCH_UNIQ = 128;

    /// Lookup (kvs-watch): sends what was appended.
    public static final int WATCH_APPEND = 256;

    /// Lookup (kvs-watch): sends the blobs of a value one by one.
    public static final int STREAM = 512;

    /// Lookup (kvs-watch): an empty response after the first value.
    public static final int WATCH_INITIAL_SENTINEL = 1024;

    /// Commit: a root of its own.
    public static final int NO_MERGE = 1;

    /// Commit: checkpointed before it is answered.
    public static final int SYNC = 4;

    /// The namespace that always is.
    public static final String PRIMARY = "primary";

    /// Asks for one key, in a namespace or below `rootdir`, a dirref object.
    public record Lookup(
            String key,
            int flags,
            Optional<String> namespace,
            Optional<Integer> rootseq,
            Optional<JsonValue> rootdir) {
        /// Asks for a key in a namespace.
        public static Lookup in(String namespace, String key, int flags) {
            return new Lookup(
                    key, flags, Optional.of(namespace), Optional.empty(), Optional.empty());
        }

        /// Asks for a key below a directory.
        public static Lookup below(JsonValue rootdir, String key, int flags) {
            return new Lookup(key, flags, Optional.empty(), Optional.empty(), Optional.of(rootdir));
        }
    }

    /// The tree object found.
    public record Found(JsonObject val) {}

    /// What was found, or `errno` 2 in its place, and the root it was looked up in.
    public record FoundPlus(
            Optional<JsonObject> val, Optional<Integer> errno, int rootseq, String rootref) {}

    /// Operations to apply, each exactly `{key, flags, dirent}`.
    public record Commit(String namespace, int flags, JsonArray ops) {}

    /// An owner that stands for the instance's.
    public static final int OWNER_UNKNOWN = 0xffffffff;

    /// A root.
    public record Root(String rootref, int rootseq) {}

    /// A commit on its way to rank 0.
    public record Relay(JsonArray ops, String name, String namespace, int flags) {}

    /// Names a namespace.
    public record Name(String namespace) {}

    /// Asks for the root of a namespace.
    ///
    /// @param flags 0, and of no meaning
    public record Getroot(String namespace, Optional<Integer> flags) {
        /// Asks for the root of that namespace.
        public static Getroot of(String namespace) {
            return new Getroot(namespace, Optional.empty());
        }
    }

    /// A namespace as it is.
    public record RootInfo(long owner, int rootseq, String rootref, int flags, String namespace) {}

    /// A version to wait for.
    public record Version(int rootseq, String namespace) {}

    /// A namespace to make; owner 4294967295 (or -1) is the instance's.
    public record Create(String namespace, String rootref, long owner, int flags) {}

    /// A namespace in a list.
    public record Listed(String namespace, long owner, int flags) {}

    /// All namespaces.
    public record Namespaces(List<Listed> namespaces) {}

    /// The event that announces a new root of a namespace.
    public static String setrootTopic(String namespace) {
        return topic(namespace, "setroot");
    }

    /// Payload of setroot: the commits it completes (`names`), and the keys they named.
    public record Setroot(
            String namespace,
            int rootseq,
            String rootref,
            List<String> names,
            JsonObject keys,
            long owner) {}

    /// Payload of the `-error` event.
    public record CommitError(String namespace, List<String> names, int errnum) {}

    /// Payload of the `-created` event.
    public record Created(String namespace, int rootseq, String rootref, long owner) {}

    /// Payload of the `-removed` event is a [Name].
    public static String topic(String namespace, String what) {
        return "kvs.namespace-" + namespace + "-" + what;
    }

    /// How many, how large, on average.
    public record Spread(long count, long min, double mean, double stddev, long max) {}

    /// The cache of tree objects and blobs.
    public record CacheStats(
            @Key("obj size total (MiB)") double total,
            @Key("obj size (KiB)") Spread sizes,
            @Key("#obj dirty") int dirty,
            @Key("#obj incomplete") int incomplete,
            @Key("#faults") int faults) {}

    /// One namespace.
    public record NamespaceStats(
            @Key("#versionwaiters") int versionWaiters,
            @Key("#no-op stores") int noopStores,
            @Key("#transactions") int transactions,
            @Key("#readytransactions") int readyTransactions,
            @Key("store revision") int revision) {}

    /// How many operations commits have.
    public record OpCounts(Spread commit) {}

    /// Everything counted; `namespace` has a [NamespaceStats] by name.
    public record Stats(
            CacheStats cache,
            JsonObject namespace,
            @Key("transaction-opcount") OpCounts opcounts,
            @Key("pending_requests") int pendingRequests) {}

    /// Reads the counters.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("kvs.stats-get", Empty.class, Stats.class, Access.USER);

    /// Looks a key up.
    public static final RpcMethod<Lookup, Found> LOOKUP =
            new RpcMethod<>("kvs.lookup", Lookup.class, Found.class, Access.USER);

    /// Looks a key up and tells the root.
    public static final RpcMethod<Lookup, FoundPlus> LOOKUP_PLUS =
            new RpcMethod<>("kvs.lookup-plus", Lookup.class, FoundPlus.class, Access.USER);

    /// Applies operations, all or none.
    public static final RpcMethod<Commit, Root> COMMIT =
            new RpcMethod<>("kvs.commit", Commit.class, Root.class, Access.USER);

    /// A commit from another rank; never answered.
    public static final RpcMethod<Relay, Empty> RELAYCOMMIT =
            new RpcMethod<>("kvs.relaycommit", Relay.class, Empty.class, Access.OWNER);

    /// The root of a namespace.
    public static final RpcMethod<Getroot, RootInfo> GETROOT =
            new RpcMethod<>("kvs.getroot", Getroot.class, RootInfo.class, Access.USER);

    /// Waits for a version on this rank.
    public static final RpcMethod<Version, Root> WAIT_VERSION =
            new RpcMethod<>("kvs.wait-version", Version.class, Root.class, Access.USER);

    /// Makes a namespace (rank 0).
    public static final RpcMethod<Create, Empty> NAMESPACE_CREATE =
            new RpcMethod<>("kvs.namespace-create", Create.class, Empty.class, Access.OWNER);

    /// Removes a namespace (rank 0).
    public static final RpcMethod<Name, Empty> NAMESPACE_REMOVE =
            new RpcMethod<>("kvs.namespace-remove", Name.class, Empty.class, Access.OWNER);

    /// All namespaces of this rank.
    public static final RpcMethod<Empty, Namespaces> NAMESPACE_LIST =
            new RpcMethod<>("kvs.namespace-list", Empty.class, Namespaces.class, Access.OWNER);

    /// Holds setroot events of a namespace back, for tests.
    public static final RpcMethod<Name, Empty> SETROOT_PAUSE =
            new RpcMethod<>("kvs.setroot-pause", Name.class, Empty.class, Access.USER);

    /// Lets them go.
    public static final RpcMethod<Name, Empty> SETROOT_UNPAUSE =
            new RpcMethod<>("kvs.setroot-unpause", Name.class, Empty.class, Access.USER);

    private KvsProtocol() {}
}
