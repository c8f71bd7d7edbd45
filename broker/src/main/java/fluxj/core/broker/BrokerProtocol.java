package fluxj.core.broker;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.Map;

/// The broker's environment and built-in paths as seen from outside (spec broker 7.2).
public final class BrokerProtocol {
    /// Variable names; what is no string is skipped.
    public record Names(JsonArray names) {}

    /// The variables that are set.
    public record Variables(Map<String, String> env) {}

    /// Variables to set, or to unset where the value is null.
    public record Changes(JsonObject env) {}

    /// Names of built-in values; what is no string is skipped.
    public record Keys(JsonArray keys) {}

    /// Built-in values.
    public record Values(Map<String, String> values) {}

    /// Reads environment variables.
    public static final RpcMethod<Names, Variables> GETENV =
            new RpcMethod<>("broker.getenv", Names.class, Variables.class, Access.OWNER);

    /// Changes environment variables, all or none.
    public static final RpcMethod<Changes, Empty> SETENV =
            new RpcMethod<>("broker.setenv", Changes.class, Empty.class, Access.OWNER);

    /// Reads built-in paths.
    public static final RpcMethod<Keys, Values> CONF_BUILTIN =
            new RpcMethod<>("broker.conf-builtin", Keys.class, Values.class, Access.ANY);

    private BrokerProtocol() {}
}
