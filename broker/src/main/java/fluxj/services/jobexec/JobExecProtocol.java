package fluxj.services.jobexec;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

/// What an instance that is a job asks of the one that runs it.
public final class JobExecProtocol {
    /// The nodes of a job that it cannot do without.
    ///
    /// @param ranks their indices in the job, an idset
    public record CriticalRanks(long id, String ranks) {}

    /// Names the nodes whose loss ends the job.
    public static final RpcMethod<CriticalRanks, Empty> CRITICAL_RANKS =
            new RpcMethod<>(
                    "job-exec.critical-ranks", CriticalRanks.class, Empty.class, Access.USER);

    private JobExecProtocol() {}
}
