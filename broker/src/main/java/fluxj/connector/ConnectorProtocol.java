package fluxj.connector;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// What `connector-local` answers as a module, besides what every module answers.
final class ConnectorProtocol {
    /// Bits of a debug request, as `flux module debug` sends it (spec broker 7.10).
    record Debug(String op, int flags) {}

    /// The bits that are set afterwards.
    record DebugReply(int flags) {}

    static final RpcMethod<Debug, DebugReply> DEBUG =
            new RpcMethod<>("connector-local.debug", Debug.class, DebugReply.class, Access.OWNER);

    static final RpcMethod<Empty, Empty> STATS_GET =
            new RpcMethod<>("connector-local.stats-get", Empty.class, Empty.class, Access.OWNER);

    private ConnectorProtocol() {}
}
