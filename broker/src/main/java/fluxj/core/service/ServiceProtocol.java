package fluxj.core.service;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// Service names as seen from outside (spec broker 7.4).
public final class ServiceProtocol {
    /// A service name.
    public record Name(String service) {}

    /// Gives the module that asks a further name.
    public static final RpcMethod<Name, Empty> ADD =
            new RpcMethod<>("service.add", Name.class, Empty.class, Access.USER);

    /// Takes it back.
    public static final RpcMethod<Name, Empty> REMOVE =
            new RpcMethod<>("service.remove", Name.class, Empty.class, Access.USER);

    private ServiceProtocol() {}
}
