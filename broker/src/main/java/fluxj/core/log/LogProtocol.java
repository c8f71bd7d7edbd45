package fluxj.core.log;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.Optional;

/// The log service as seen from outside (spec broker 5.5).
public final class LogProtocol {
    /// Topic of a record on its way in: raw text without NUL, answered only when it has a matchtag.
    public static final String APPEND = "log.append";

    /// Which records to send.
    ///
    /// @param follow true goes on with what comes
    /// @param nobacklog true leaves out what the ring has
    public record Dmesg(boolean follow, Optional<Boolean> nobacklog) {}

    /// Counters.
    public record Stats(@Key("ring-used") int ringUsed, int count, int local, int remote) {}

    /// A log attribute's new value.
    public record SetAttr(String name, String value) {}

    /// Records, each the plain text of one; the item record is not used.
    public static final StreamMethod<Dmesg, Empty> DMESG =
            new StreamMethod<>("log.dmesg", Dmesg.class, Empty.class, Access.OWNER, true);

    /// Empties the ring.
    public static final RpcMethod<Empty, Empty> CLEAR =
            new RpcMethod<>("log.clear", Empty.class, Empty.class, Access.OWNER);

    /// Counters.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("log.stats-get", Empty.class, Stats.class, Access.OWNER);

    /// What `attr.set` of a log attribute turns into.
    public static final RpcMethod<SetAttr, Empty> SETATTR =
            new RpcMethod<>("log.setattr", SetAttr.class, Empty.class, Access.OWNER);

    private LogProtocol() {}
}
