package fluxj.services.jobmanager;

import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.json.Rest;
import fluxj.rpc.Access;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// The plugins of the job manager as seen from outside (spec services 11.11).
public final class JobtapProtocol {
    /// Loads or removes plugins, or lists them.
    ///
    /// @param remove a name or glob
    public record Jobtap(
            Optional<String> load,
            Optional<JsonObject> conf,
            Optional<String> remove,
            @Key("query_only") Optional<Boolean> queryOnly) {
        /// Loads a plugin as it is.
        public static Jobtap load(String plugin) {
            return new Jobtap(
                    Optional.of(plugin), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /// Names of plugins, in the order they are called; absent when none were asked for.
    public record Plugins(Optional<List<String>> plugins) {}

    /// Names a plugin.
    public record PluginName(String name) {}

    /// What a plugin tells of itself, its name and path among it.
    public record PluginInfo(@Rest JsonObject info) {}

    /// Loads, removes or lists plugins.
    public static final RpcMethod<Jobtap, Plugins> JOBTAP =
            new RpcMethod<>("job-manager.jobtap", Jobtap.class, Plugins.class, Access.OWNER);

    /// Asks a plugin about itself.
    public static final RpcMethod<PluginName, PluginInfo> JOBTAP_QUERY =
            new RpcMethod<>(
                    "job-manager.jobtap-query", PluginName.class, PluginInfo.class, Access.OWNER);

    private JobtapProtocol() {}
}
