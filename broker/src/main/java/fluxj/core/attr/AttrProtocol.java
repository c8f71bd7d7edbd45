package fluxj.core.attr;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// Broker attributes as seen from outside (spec broker 7.1).
public final class AttrProtocol {
    /// Flag in a reply: the value never changes.
    public static final int IMMUTABLE = 1;

    /// One attribute's name.
    public record Name(String name) {}

    /// A value and its flags: [AttrProtocol#IMMUTABLE] or 0.
    public record Value(String value, int flags) {}

    /// Every name.
    public record Names(List<String> names) {}

    /// A new value.
    ///
    /// @param force true sets what is not meant to change at run time
    public record Set(String name, String value, Optional<Boolean> force) {}

    /// Looks a value up.
    public static final RpcMethod<Name, Value> GET =
            new RpcMethod<>("attr.get", Name.class, Value.class, Access.ANY);

    /// Lists the names.
    public static final RpcMethod<Empty, Names> LIST =
            new RpcMethod<>("attr.list", Empty.class, Names.class, Access.ANY);

    /// Sets a value.
    public static final RpcMethod<Set, Empty> SET =
            new RpcMethod<>("attr.set", Set.class, Empty.class, Access.OWNER);

    /// Takes an attribute away.
    public static final RpcMethod<Name, Empty> RM =
            new RpcMethod<>("attr.rm", Name.class, Empty.class, Access.OWNER);

    private AttrProtocol() {}
}
