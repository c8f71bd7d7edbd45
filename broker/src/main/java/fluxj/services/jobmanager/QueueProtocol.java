package fluxj.services.jobmanager;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;
import java.util.Optional;

/// The queues of the job manager as seen from outside (spec services 11.7, RFC 33).
public final class QueueProtocol {
    /// The names of the queues; none when there is but the anonymous one.
    public record Queues(List<String> queues) {}

    /// Names a queue; absent is the anonymous one.
    public record Queue(Optional<String> name) {}

    /// Whether a queue takes jobs (`enable`) and runs them (`start`).
    ///
    /// @param blocked `scheduler` or `parent`: what keeps a started queue from running jobs
    public record QueueStatus(
            Optional<Boolean> enable,
            Optional<Boolean> start,
            Optional<String> parent,
            Optional<String> blocked,
            @Key("disable_reason") Optional<String> disableReason,
            @Key("stop_reason") Optional<String> stopReason) {}

    /// Lets a queue take jobs or refuse them.
    public record QueueEnable(
            Optional<String> name, boolean enable, Optional<String> reason, boolean all) {}

    /// Lets a queue run jobs or hold them.
    ///
    /// @param nocheckpoint true when this is forgotten at a restart
    public record QueueStart(
            Optional<String> name,
            boolean start,
            Optional<String> reason,
            boolean all,
            Optional<Boolean> nocheckpoint) {}

    /// Lists the queues.
    public static final RpcMethod<Empty, Queues> QUEUE_LIST =
            new RpcMethod<>("job-manager.queue-list", Empty.class, Queues.class, Access.USER);

    /// The state of a queue.
    public static final RpcMethod<Queue, QueueStatus> QUEUE_STATUS =
            new RpcMethod<>(
                    "job-manager.queue-status", Queue.class, QueueStatus.class, Access.USER);

    /// Enables or disables queues.
    public static final RpcMethod<QueueEnable, Empty> QUEUE_ENABLE =
            new RpcMethod<>(
                    "job-manager.queue-enable", QueueEnable.class, Empty.class, Access.OWNER);

    /// Starts or stops queues.
    public static final RpcMethod<QueueStart, Empty> QUEUE_START =
            new RpcMethod<>("job-manager.queue-start", QueueStart.class, Empty.class, Access.OWNER);

    private QueueProtocol() {}
}
