package fluxj.core.heaptrace;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// Heap profiles of a C allocator as seen from outside (spec broker 7.7).
public final class HeaptraceProtocol {
    /// Begins a profile.
    public static final RpcMethod<Empty, Empty> START =
            new RpcMethod<>("heaptrace.start", Empty.class, Empty.class, Access.OWNER);

    /// Writes a profile.
    public static final RpcMethod<Empty, Empty> DUMP =
            new RpcMethod<>("heaptrace.dump", Empty.class, Empty.class, Access.OWNER);

    /// Ends a profile.
    public static final RpcMethod<Empty, Empty> STOP =
            new RpcMethod<>("heaptrace.stop", Empty.class, Empty.class, Access.OWNER);

    private HeaptraceProtocol() {}
}
