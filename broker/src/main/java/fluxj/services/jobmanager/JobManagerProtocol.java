package fluxj.services.jobmanager;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// The job manager as seen from outside.
public final class JobManagerProtocol {
    /// Any user's jobs.
    public static final int ALL_USERS = -1;

    /// Jobs to send a signal to.
    ///
    /// @param dryRun true only counts them
    /// @param userid whose, or [JobManagerProtocol#ALL_USERS]
    public record KillAll(@Key("dry_run") boolean dryRun, int userid, int signum) {}

    /// Sends a signal to all running jobs.
    public static final RpcMethod<KillAll, Empty> KILLALL =
            new RpcMethod<>("job-manager.killall", KillAll.class, Empty.class, Access.OWNER);

    private JobManagerProtocol() {}
}
