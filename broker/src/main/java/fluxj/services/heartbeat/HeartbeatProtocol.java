package fluxj.services.heartbeat;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.service.HeartbeatSync;

/// The pulse as seen from outside (spec broker 7.9).
public final class HeartbeatProtocol {
    /// The event that is the pulse. One that is not the instance owner's does not count.
    public static final String PULSE = HeartbeatSync.PULSE;

    /// How the pulse is set and how often it came.
    ///
    /// @param period seconds
    /// @param timeout seconds; -1 is never
    public record Stats(
            double period, double timeout, long count, @Key("warn_thresh") int warnThresh) {}

    /// Reads the settings and the count.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("heartbeat.stats-get", Empty.class, Stats.class, Access.OWNER);

    private HeartbeatProtocol() {}
}
