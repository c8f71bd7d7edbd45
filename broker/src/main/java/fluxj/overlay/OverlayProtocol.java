package fluxj.overlay;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;
import fluxj.service.MessageTrace.Traced;

import java.util.List;
import java.util.Optional;

/// The overlay service as seen from outside, and the two requests that never leave a link (spec
/// broker 2.4, 2.10, 2.13).
public final class OverlayProtocol {
    /// Topic of a child's first request to its parent.
    public static final String HELLO = "overlay.hello";

    /// Topic of a child's last request to its parent.
    public static final String GOODBYE = "overlay.goodbye";

    /// Who a child is.
    ///
    /// @param version flux-core's version as `major << 16 | minor << 8 | patch`
    /// @param status number of its subtree status
    /// @param hostname empty from brokers older than the check of it
    public record Hello(
            int rank, int version, String uuid, int status, Optional<String> hostname) {}

    /// What a child that is let in gets: its parent's identity.
    public record HelloReply(String uuid) {}

    /// One child in a [Health].
    ///
    /// @param duration seconds since the status changed
    /// @param error why it is not online, where that is known
    public record ChildHealth(int rank, String status, double duration, Optional<String> error) {
        /// True when no broker of that subtree answers.
        public boolean isGone() {
            return status.equals("lost") || status.equals("offline");
        }
    }

    /// This broker's subtree status and its children's.
    public record Health(int rank, String status, double duration, List<ChildHealth> children) {}

    /// Names a rank.
    public record OfRank(int rank) {}

    /// A subtree; its size counts its root.
    public record Subtree(int rank, int size, List<Subtree> children) {}

    /// A child's state, told when it changes.
    public record Peer(int rank, String status, boolean torpid) {}

    /// Why to let go of the parent.
    public record Reason(String reason) {}

    /// Messages between the module and its broker; always 0 where they share a thread.
    public record InterThread(int sendq, int recvq) {}

    /// Counters.
    public record Stats(
            @Key("child-count") int childCount,
            @Key("child-connected") int childConnected,
            @Key("parent-count") int parentCount,
            @Key("parent-rpc") int parentRpc,
            @Key("child-rpc") int childRpc,
            InterThread interthread) {}

    /// Which messages to trace.
    ///
    /// @param typemask message type bits
    /// @param topicGlob empty or `*` for every topic
    /// @param nodeid the peer's rank, -1 for any
    /// @param full whether payloads and error texts are wanted
    public record TraceFilter(
            int typemask,
            @Key("topic_glob") String topicGlob,
            int nodeid,
            Optional<Boolean> full) {}

    /// Status of the subtree; streaming: again at each change.
    public static final StreamMethod<Empty, Health> HEALTH =
            new StreamMethod<>("overlay.health", Empty.class, Health.class, Access.USER, false);

    /// The tree below this broker or below one of its children.
    public static final RpcMethod<OfRank, Subtree> TOPOLOGY =
            new RpcMethod<>("overlay.topology", OfRank.class, Subtree.class, Access.USER);

    /// The children that are not simply offline, then every change of one.
    public static final StreamMethod<Empty, Peer> MONITOR =
            new StreamMethod<>("overlay.monitor", Empty.class, Peer.class, Access.OWNER, true);

    /// Cuts a child off.
    public static final RpcMethod<OfRank, Empty> DISCONNECT_SUBTREE =
            new RpcMethod<>("overlay.disconnect-subtree", OfRank.class, Empty.class, Access.OWNER);

    /// Lets go of the parent; never answered.
    public static final RpcMethod<Reason, Empty> DISCONNECT_PARENT =
            new RpcMethod<>("overlay.disconnect-parent", Reason.class, Empty.class, Access.OWNER);

    /// Counters.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("overlay.stats-get", Empty.class, Stats.class, Access.USER);

    /// A record of each message on a link.
    public static final StreamMethod<TraceFilter, Traced> TRACE =
            new StreamMethod<>(
                    "overlay.trace", TraceFilter.class, Traced.class, Access.OWNER, true);

    private OverlayProtocol() {}
}
