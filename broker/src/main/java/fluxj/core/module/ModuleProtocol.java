package fluxj.core.module;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;
import fluxj.service.MessageTrace.Traced;
import fluxj.service.ModuleInfo;
import fluxj.service.ModuleSpec;

import java.util.List;
import java.util.Optional;

/// Modules as seen from outside (RFC 5, spec broker 7.5).
public final class ModuleProtocol {
    /// The module to end.
    ///
    /// @param cancel true ends it without asking it
    public record Remove(String name, Optional<Boolean> cancel) {}

    /// Every module.
    public record Listing(List<ModuleInfo> mods) {}

    /// What a module in a process says of itself.
    ///
    /// @param status the number of a [fluxj.service.ModuleState]
    /// @param errnum why it ended
    public record Status(int status, Optional<Integer> errnum) {}

    /// Holds back or releases what goes to a module.
    public record Debug(String name, Optional<Boolean> defer) {}

    /// Which messages to show.
    ///
    /// @param typemask message types as bits
    /// @param topicGlob empty means all
    /// @param names module names; none means all
    /// @param full true shows payloads
    public record Trace(
            int typemask,
            @Key("topic_glob") String topicGlob,
            List<String> names,
            Optional<Boolean> full) {}

    /// Loads a module; answered when it runs.
    public static final RpcMethod<ModuleSpec, Empty> LOAD =
            new RpcMethod<>("module.load", ModuleSpec.class, Empty.class, Access.OWNER);

    /// Ends a module; answered when it is gone.
    public static final RpcMethod<Remove, Empty> REMOVE =
            new RpcMethod<>("module.remove", Remove.class, Empty.class, Access.OWNER);

    /// Lists the modules.
    public static final RpcMethod<Empty, Listing> LIST =
            new RpcMethod<>("module.list", Empty.class, Listing.class, Access.USER);

    /// Tells the broker a module's state.
    public static final RpcMethod<Status, Empty> STATUS =
            new RpcMethod<>("module.status", Status.class, Empty.class, Access.OWNER);

    /// Holds back or releases messages.
    public static final RpcMethod<Debug, Empty> DEBUG =
            new RpcMethod<>("module.debug", Debug.class, Empty.class, Access.OWNER);

    /// Shows messages between broker and modules as they pass.
    public static final StreamMethod<Trace, Traced> TRACE =
            new StreamMethod<>("module.trace", Trace.class, Traced.class, Access.OWNER, true);

    private ModuleProtocol() {}
}
