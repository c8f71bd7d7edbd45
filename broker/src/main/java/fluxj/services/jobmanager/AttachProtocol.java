package fluxj.services.jobmanager;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.Optional;

/// How a scheduler and an execution system make themselves known to the job manager (spec services
/// 11.3, 11.4, RFC 27, RFC 32). Job ids are FLUIDs, times seconds since 1970.
public final class AttachProtocol {
    /// The service that will run jobs.
    public record ExecHello(String service) {}

    /// A scheduler begins.
    ///
    /// @param partialOk true when it understands that part of R is free
    public record SchedHello(@Key("partial-ok") Optional<Boolean> partialOk) {}

    /// A job that holds resources.
    ///
    /// @param free ranks that it has given back, an idset
    public record HeldJob(
            long id,
            long priority,
            long userid,
            @Key("t_submit") double submitted,
            Optional<String> free) {}

    /// A scheduler is ready.
    ///
    /// @param mode `limited` (then `limit` requests at a time) or `unlimited`
    public record SchedReady(String mode, Optional<Integer> limit) {}

    /// How many jobs wait for resources.
    public record Waiting(int count) {}

    /// An execution system begins; its service answers
    /// [fluxj.services.jobexec.JobExecProtocol#START].
    public static final RpcMethod<ExecHello, Empty> EXEC_HELLO =
            new RpcMethod<>("job-manager.exec-hello", ExecHello.class, Empty.class, Access.OWNER);

    /// A scheduler begins: it is told of all jobs that hold resources.
    public static final StreamMethod<SchedHello, HeldJob> SCHED_HELLO =
            new StreamMethod<>(
                    "job-manager.sched-hello", SchedHello.class, HeldJob.class, Access.OWNER, true);

    /// A scheduler takes requests from now on.
    public static final RpcMethod<SchedReady, Waiting> SCHED_READY =
            new RpcMethod<>(
                    "job-manager.sched-ready", SchedReady.class, Waiting.class, Access.OWNER);

    private AttachProtocol() {}
}
