package fluxj.services.jobmanager;

import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// The job manager as seen from outside.
public final class JobManagerProtocol {
    /// Any user's jobs.
    public static final int ALL_USERS = -1;

    /// Jobs to send a signal to.
    ///
    /// @param dryRun true only counts them
    /// @param userid whose, or [JobManagerProtocol#ALL_USERS]
    public record KillAll(@Key("dry_run") boolean dryRun, int userid, int signum) {}

    /// A note on a job.
    ///
    /// @param memo members to set
    public record Memo(long id, JsonObject memo) {}

    /// The names of the queues; none when there is but the anonymous one.
    public record Queues(List<String> queues) {}

    /// Names a queue; absent is the anonymous one.
    public record Queue(Optional<String> name) {}

    /// Whether a queue takes jobs (`enable`) and runs them (`start`).
    public record QueueStatus(Optional<Boolean> enable, Optional<Boolean> start) {}

    /// Sends a signal to all running jobs.
    public static final RpcMethod<KillAll, Empty> KILLALL =
            new RpcMethod<>("job-manager.killall", KillAll.class, Empty.class, Access.USER);

    /// Sets a note on a job.
    public static final RpcMethod<Memo, Empty> MEMO =
            new RpcMethod<>("job-manager.memo", Memo.class, Empty.class, Access.USER);

    /// Lists the queues.
    public static final RpcMethod<Empty, Queues> QUEUE_LIST =
            new RpcMethod<>("job-manager.queue-list", Empty.class, Queues.class, Access.USER);

    /// The state of a queue.
    public static final RpcMethod<Queue, QueueStatus> QUEUE_STATUS =
            new RpcMethod<>(
                    "job-manager.queue-status", Queue.class, QueueStatus.class, Access.USER);

    private JobManagerProtocol() {}
}
