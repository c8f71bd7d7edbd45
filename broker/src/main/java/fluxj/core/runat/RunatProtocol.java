package fluxj.core.runat;

import fluxj.json.JsonValue;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// The runat service as seen from outside (spec broker 6.4).
public final class RunatProtocol {
    /// Command lines for `$SHELL -c`.
    ///
    /// @param name the list, such as `cleanup`
    /// @param commands an array of strings; each goes before those pushed earlier
    public record Push(String name, JsonValue commands) {}

    /// Adds commands to a list.
    public static final RpcMethod<Push, Empty> PUSH =
            new RpcMethod<>("runat.push", Push.class, Empty.class, Access.OWNER);

    private RunatProtocol() {}
}
