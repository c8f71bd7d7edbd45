package fluxj.coral2.dws;

import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// What the rabbit service asks of the scheduler Fluxion (spec coral2 4.8.1), whose service it is.
public final class FluxionProtocol {
    /// A property to set.
    ///
    /// @param path of a vertex of the resource graph, or a list of them
    /// @param keyval `KEY=VALUE`
    public record SetProperty(
            @Key("sp_resource_path") JsonValue path, @Key("sp_keyval") String keyval) {}

    /// A property to take away.
    ///
    /// @param path of a vertex of the resource graph, or a list of them
    public record RemoveProperty(@Key("resource_path") JsonValue path, String key) {}

    /// A vertex that is to be used, or not.
    ///
    /// @param status `up` or `down`
    public record SetStatus(@Key("resource_path") String path, String status) {}

    /// Some of what Fluxion says of itself.
    ///
    /// @param uptime for how many whole seconds it has had its resource graph
    public record Stats(@Key("graph-uptime") long uptime) {}

    /// Sets a property.
    public static final RpcMethod<SetProperty, Empty> SET_PROPERTY =
            new RpcMethod<>(
                    "sched-fluxion-resource.set_property",
                    SetProperty.class,
                    Empty.class,
                    Access.OWNER);

    /// Undoes [#SET_PROPERTY].
    public static final RpcMethod<RemoveProperty, Empty> REMOVE_PROPERTY =
            new RpcMethod<>(
                    "sched-fluxion-resource.remove_property",
                    RemoveProperty.class,
                    Empty.class,
                    Access.OWNER);

    /// Says whether something is to be used.
    public static final RpcMethod<SetStatus, Empty> SET_STATUS =
            new RpcMethod<>(
                    "sched-fluxion-resource.set_status",
                    SetStatus.class,
                    Empty.class,
                    Access.OWNER);

    /// Says, among other things, how old the resource graph is. A new one has no property that was
    /// set, and each vertex as the graph has it.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>(
                    "sched-fluxion-resource.stats-get", Empty.class, Stats.class, Access.ANY);

    private FluxionProtocol() {}
}
