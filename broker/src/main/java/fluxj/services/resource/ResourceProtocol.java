package fluxj.services.resource;

import fluxj.json.JsonObject;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.Optional;

/// What the commands ask of the resource module.
public final class ResourceProtocol {
    /// The state of the nodes.
    ///
    /// @param offline ranks as an idset
    /// @param drain an object a reason, each under the ranks that it is for, an idset
    public record Status(Optional<String> offline, Optional<JsonObject> drain) {}

    /// Tells the state of the nodes.
    public static final RpcMethod<Empty, Status> STATUS =
            new RpcMethod<>("resource.status", Empty.class, Status.class, Access.USER);

    private ResourceProtocol() {}
}
