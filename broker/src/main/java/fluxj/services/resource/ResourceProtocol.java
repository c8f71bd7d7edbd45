package fluxj.services.resource;

import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.Matchtag;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.List;
import java.util.Optional;

/// The resource service as seen from outside (spec services 8.1). Sets of ranks are idsets (RFC
/// 22), resources are R version 1 (RFC 20), times are seconds since the epoch.
public final class ResourceProtocol {
    /// What a scheduler is told of its resources (RFC 27).
    ///
    /// @param resources all of them, in the first answer alone; what is not in `up` is down
    /// @param up ranks that came to be available
    /// @param down ranks that are so no more
    /// @param shrink ranks that are gone for good
    /// @param expiration when the instance's time ends now
    public record Acquired(
            Optional<JsonObject> resources,
            Optional<String> up,
            Optional<String> down,
            Optional<String> shrink,
            Optional<Double> expiration) {}

    /// Nodes to drain.
    ///
    /// @param targets ranks, or hosts as a hostlist
    /// @param mode `update` keeps a reason that there is, `overwrite` replaces it,
    ///   `force-overwrite` the time too; without it nodes that are drained are an error
    public record Drain(String targets, Optional<String> reason, Optional<String> mode) {}

    /// Nodes to drain no more; with any mode those that are not drained are no error.
    ///
    /// @param targets ranks, or hosts as a hostlist
    public record Undrain(String targets, Optional<String> mode, Optional<String> reason) {}

    /// The state of the nodes.
    ///
    /// @param resources all, also those that are excluded
    /// @param drain `timestamp` and `reason` under the ranks that they are for
    /// @param exclude ranks that are kept from the scheduler
    /// @param torpid ranks that have not been heard of for a while
    public record Status(
            @Key("R") JsonObject resources,
            JsonObject drain,
            String online,
            String offline,
            String exclude,
            String torpid) {}

    /// The resources as a scheduler sees them.
    ///
    /// @param down those of `all` that no job may start on
    public record SchedStatus(JsonObject all, JsonObject down, JsonObject allocated) {}

    /// The instance's resources.
    ///
    /// @param method where they are from: `configuration`, `kvs`, `job-info`, `dynamic-discovery`
    ///   or `reload`
    public record Inventory(@Key("R") JsonObject resources, String method) {}

    /// Resources to use from now on.
    ///
    /// @param path a file of R or, with `xml`, a folder of files `RANK.xml`
    /// @param force whether ranks may be beyond the size of the instance
    public record Reload(String path, boolean xml, boolean force) {}

    /// When the instance's time ends.
    public record Expiration(double expiration) {}

    /// What a broker and those below it have.
    ///
    /// @param count how many brokers these are
    public record Reduced(int count, JsonObject resource) {}

    /// How many ranks shall be online.
    public record Up(int up) {}

    /// Names ranks.
    public record Ranks(String ranks) {}

    /// Events, oldest first.
    ///
    /// @param events none once, when the past has been told
    /// @param resources with `resource-define`, which comes alone: what was defined
    public record Events(List<JsonObject> events, @Key("R") Optional<JsonObject> resources) {}

    /// Lends all resources to a scheduler, one at a time, and tells it of changes (rank 0).
    public static final StreamMethod<Empty, Acquired> ACQUIRE =
            new StreamMethod<>(
                    "resource.acquire", Empty.class, Acquired.class, Access.OWNER, false);

    /// Ends an [#ACQUIRE].
    public static final RpcMethod<Matchtag, Empty> ACQUIRE_CANCEL =
            new RpcMethod<>("resource.acquire-cancel", Matchtag.class, Empty.class, Access.OWNER);

    /// Keeps changes from the scheduler from now on: the instance is coming down.
    public static final RpcMethod<Empty, Empty> ACQUIRE_MUTE =
            new RpcMethod<>("resource.acquire-mute", Empty.class, Empty.class, Access.OWNER);

    /// Keeps nodes from new jobs (rank 0); answered when the event is stored.
    public static final RpcMethod<Drain, Empty> DRAIN =
            new RpcMethod<>("resource.drain", Drain.class, Empty.class, Access.OWNER);

    /// Undoes [#DRAIN].
    public static final RpcMethod<Undrain, Empty> UNDRAIN =
            new RpcMethod<>("resource.undrain", Undrain.class, Empty.class, Access.OWNER);

    /// Tells the state of the nodes (rank 0).
    public static final RpcMethod<Empty, Status> STATUS =
            new RpcMethod<>("resource.status", Empty.class, Status.class, Access.USER);

    /// Tells what jobs hold and what they could (rank 0).
    public static final RpcMethod<Empty, SchedStatus> SCHED_STATUS =
            new RpcMethod<>("resource.sched-status", Empty.class, SchedStatus.class, Access.USER);

    /// The instance's resources; ENOENT while they are not known.
    public static final RpcMethod<Empty, Inventory> GET =
            new RpcMethod<>("resource.get", Empty.class, Inventory.class, Access.OWNER);

    /// Replaces the instance's resources (rank 0).
    public static final RpcMethod<Reload, Empty> RELOAD =
            new RpcMethod<>("resource.reload", Reload.class, Empty.class, Access.OWNER);

    /// Changes when the instance's time ends (rank 0).
    public static final RpcMethod<Expiration, Empty> EXPIRATION_UPDATE =
            new RpcMethod<>(
                    "resource.expiration-update", Expiration.class, Empty.class, Access.OWNER);

    /// The hardware of this broker's host: hwloc XML, which is no JSON. [Access#USER].
    public static final String TOPO_GET = "resource.topo-get";

    /// What a child's subtree has; never answered.
    public static final RpcMethod<Reduced, Empty> TOPO_REDUCE =
            new RpcMethod<>("resource.topo-reduce", Reduced.class, Empty.class, Access.OWNER);

    /// Waits until exactly so many ranks are online (rank 0).
    public static final RpcMethod<Up, Empty> MONITOR_WAITUP =
            new RpcMethod<>("resource.monitor-waitup", Up.class, Empty.class, Access.OWNER);

    /// Takes ranks for offline, for tests (rank 0).
    public static final RpcMethod<Ranks, Empty> MONITOR_FORCE_DOWN =
            new RpcMethod<>("resource.monitor-force-down", Ranks.class, Empty.class, Access.OWNER);

    /// All events and then each as it happens (rank 0).
    public static final StreamMethod<Empty, Events> JOURNAL =
            new StreamMethod<>("resource.journal", Empty.class, Events.class, Access.OWNER, false);

    /// Ends a [#JOURNAL].
    public static final RpcMethod<Matchtag, Empty> JOURNAL_CANCEL =
            new RpcMethod<>("resource.journal-cancel", Matchtag.class, Empty.class, Access.OWNER);

    private ResourceProtocol() {}
}
