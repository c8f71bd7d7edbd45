package fluxj.core.config;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

/// The config service as seen from outside. The whole configuration object is the payload of
/// `config.get`'s answers and of `config.load`'s request, so no record describes it.
public final class ConfigProtocol {
    /// The configuration; streaming: again at each change.
    public static final StreamMethod<Empty, Empty> GET =
            new StreamMethod<>("config.get", Empty.class, Empty.class, Access.USER, false);

    /// Reads the files at `config.path` again and puts what they say in force. Rank 0 only.
    public static final RpcMethod<Empty, Empty> RELOAD =
            new RpcMethod<>("config.reload", Empty.class, Empty.class, Access.OWNER);

    /// Puts the object in the request in force. Rank 0 only.
    public static final String LOAD = "config.load";

    private ConfigProtocol() {}
}
