package fluxj.services.schedsimple;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// What the scheduler answers to besides [fluxj.services.jobmanager.SchedProtocol].
public final class SchedSimpleProtocol {
    /// Everything counted.
    ///
    /// @param passes how often the queue was looked at
    /// @param yields how often that was interrupted for others
    /// @param forecastPasses how often starts were estimated
    /// @param forecastYields how many jobs an estimate was made for
    /// @param delay always 0: requests do not wait for more of them
    /// @param durationEwma always 0
    /// @param intervalEwma seconds between requests, averaged
    /// @param pending jobs that wait
    public record Stats(
            @Key("sched_passes") long passes,
            @Key("sched_yields") long yields,
            @Key("forecast_passes") long forecastPasses,
            @Key("forecast_yields") long forecastYields,
            @Key("sched_delay") double delay,
            @Key("sched_duration_ewma") double durationEwma,
            @Key("sched_interval_ewma") double intervalEwma,
            @Key("pending_jobs") int pending) {}

    /// Reads the counters.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("sched-simple.stats-get", Empty.class, Stats.class, Access.OWNER);

    /// Ends the module, which every module answers.
    static final RpcMethod<Empty, Empty> SHUTDOWN =
            new RpcMethod<>("sched-simple.shutdown", Empty.class, Empty.class, Access.OWNER);

    private SchedSimpleProtocol() {}
}
