package fluxj.services.jobshell;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;
import fluxj.services.rexec.RexecProtocol;

/// Job shells in brokers as job-exec starts them: as if they were processes of `rexec`.
public final class JobShellProtocol {
    /// The service's name, which stands where `rexec` would.
    public static final String SERVICE = "job-shell";

    /// Runs the shell of the job whose id is the last word of the command; nothing else of the
    /// command counts. Only jobs of the user that the broker runs as are run.
    public static final StreamMethod<RexecProtocol.Exec, RexecProtocol.News> EXEC =
            RexecProtocol.EXEC.in(SERVICE);

    /// Sends a signal: SIGKILL ends shell and tasks, others go to the tasks.
    public static final RpcMethod<RexecProtocol.Kill, Empty> KILL = RexecProtocol.KILL.in(SERVICE);

    /// Lists the shells.
    public static final RpcMethod<Empty, RexecProtocol.Listing> LIST =
            RexecProtocol.LIST.in(SERVICE);

    /// A shell that is a program has ended.
    ///
    /// @param id of its job
    public record Ended(long id, @Key("shell_rank") int shellRank) {}

    /// Ends and removes what that shell and its tasks left on the node. Shells in brokers need not
    /// be told of.
    public static final RpcMethod<Ended, Empty> SWEEP =
            new RpcMethod<>(SERVICE + ".sweep", Ended.class, Empty.class, Access.OWNER);

    private JobShellProtocol() {}
}
