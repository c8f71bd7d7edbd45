package fluxj.cli.start;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;

import java.util.List;

/// The `start` service at `FLUX_START_URI`: what a test may do to the brokers of its instance.
public final class StartProtocol {
    /// A broker's process.
    ///
    /// @param pid -1 when it does not run
    public record Broker(int pid) {}

    /// The processes in the order of their ranks.
    public record Status(List<Broker> procs) {}

    /// A signal for one rank.
    public record Kill(int rank, int signum) {}

    /// One rank.
    public record Rank(int rank) {}

    /// How a rank ended.
    public record Exit(@Key("exit_rc") int exitCode) {}

    /// The processes.
    public static final RpcMethod<Empty, Status> STATUS =
            new RpcMethod<>("start.status", Empty.class, Status.class, Access.OWNER);

    /// Signals a rank; done also when it does not run. ESRCH for no such rank.
    public static final RpcMethod<Kill, Empty> KILL =
            new RpcMethod<>("start.kill", Kill.class, Empty.class, Access.OWNER);

    /// Waits for a rank to end, one caller at a time: EEXIST for a second one.
    public static final RpcMethod<Rank, Exit> WAIT =
            new RpcMethod<>("start.wait", Rank.class, Exit.class, Access.OWNER);

    /// Starts a rank that does not run: EEXIST when it does.
    public static final RpcMethod<Rank, Empty> RUN =
            new RpcMethod<>("start.run", Rank.class, Empty.class, Access.OWNER);

    private StartProtocol() {}
}
