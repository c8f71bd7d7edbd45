package fluxj.core.config;

import fluxj.json.JsonObject;
import fluxj.json.Rest;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

/// The config service as seen from outside.
public final class ConfigProtocol {
    /// The whole configuration object.
    public record Config(@Rest JsonObject object) {}

    /// The configuration; streaming: again at each change.
    public static final StreamMethod<Empty, Config> GET =
            new StreamMethod<>("config.get", Empty.class, Config.class, Access.USER, false);

    /// Reads the files at `config.path` again and puts what they say in force. Rank 0 only.
    public static final RpcMethod<Empty, Empty> RELOAD =
            new RpcMethod<>("config.reload", Empty.class, Empty.class, Access.OWNER);

    /// Puts the object in the request in force. Rank 0 only.
    public static final RpcMethod<Config, Empty> LOAD =
            new RpcMethod<>("config.load", Config.class, Empty.class, Access.OWNER);

    private ConfigProtocol() {}
}
