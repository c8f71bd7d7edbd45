package fluxj.services.runat;

import fluxj.json.JsonValue;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// The runat service as seen from outside (spec 6.4).
public final class RunatProtocol {
    /// Commands for a list.
    ///
    /// @param name the list, such as `cleanup`
    /// @param commands an array of command lines for the shell
    public record Push(String name, JsonValue commands) {}

    /// Puts each command at the front of a list, one after the other: the last one runs first.
    public static final RpcMethod<Push, Empty> PUSH =
            new RpcMethod<>("runat.push", Push.class, Empty.class, Access.OWNER);

    private RunatProtocol() {}
}
