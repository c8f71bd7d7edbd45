package fluxj.shell.spi;

import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.json.Rest;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.subprocess.IoObject;

import java.util.Optional;

/// What the shells of a job say to each other and others to them (spec services 15.3). The service
/// has a name of its own for each job: a row is used as `ROW.in(service(…))`, on the broker of the
/// shell that is meant.
public final class ShellProtocol {
    /// What a shell wants written where the leader writes.
    ///
    /// @param name of the event in the `output` eventlog: `data` or `log`
    /// @param context of that event
    public record Write(String name, @Key("shell_rank") int shellRank, JsonObject context) {}

    /// How many more messages a shell may send.
    public record Credits(int credits) {}

    /// A task and how far it has come.
    ///
    /// @param localid its number in its shell
    /// @param state `Init`, `Running` or `Exited`
    /// @param signaled the signal that killed it, or 0
    public record TaskInfo(
            int localid,
            int rank,
            String state,
            Optional<Integer> pid,
            @Key("wait_status") Optional<Integer> waitStatus,
            Optional<Integer> signaled,
            Optional<Integer> exitcode) {}

    /// One of the shells.
    public record ShellRank(@Key("shell_rank") int shellRank) {}

    /// Something happened to the job that the leader is to know.
    ///
    /// @param type `lost-shell` or another
    /// @param message for the user
    public record ShellException(
            String type,
            int severity,
            @Key("shell_rank") int shellRank,
            Optional<String> message) {}

    /// The processes of one shell, a column each, runs compressed (RFC 50's `MPIR` table).
    public record Processes(
            JsonArray hosts,
            JsonArray executables,
            JsonArray ids,
            JsonArray pids,
            JsonArray ranks) {}

    /// What tasks have put into the key-value space of PMI.
    public record PmiDictionary(@Rest JsonObject values) {}

    /// What a shell has found out of two ports of its host.
    ///
    /// @param taken the one that is in use; 0 for none
    public record PortReport(@Key("shell_rank") int shellRank, int first, int second, int taken) {}

    /// Which ports the shells of a job use, or look at next.
    public record PortVerdict(int first, int second, boolean settled) {}

    /// What a coprocess has said on another node, or that it will say no more there.
    public record CoprocessOutput(String name, IoObject io) {}

    /// A signal for the tasks of a job; payload of an event.
    public record Kill(int signum) {}

    /// Input for tasks; the leader takes it.
    public static final RpcMethod<IoObject, Empty> STDIN =
            new RpcMethod<>("uid-shell-id.stdin", IoObject.class, Empty.class, Access.USER);

    /// Output and messages of another shell; the leader takes it and does not answer.
    public static final RpcMethod<Write, Empty> WRITE =
            new RpcMethod<>("uid-shell-id.write", Write.class, Empty.class, Access.USER);

    /// Asks the leader for leave to write more.
    public static final RpcMethod<Credits, Credits> WRITE_GETCREDIT =
            new RpcMethod<>(
                    "uid-shell-id.write-getcredit", Credits.class, Credits.class, Access.USER);

    /// The first task of a shell has ended; the leader does not answer.
    public static final RpcMethod<TaskInfo, Empty> DOOM =
            new RpcMethod<>("uid-shell-id.doom", TaskInfo.class, Empty.class, Access.USER);

    /// All tasks of a shell have ended; the leader does not answer.
    public static final RpcMethod<ShellRank, Empty> TASKS_COMPLETE =
            new RpcMethod<>(
                    "uid-shell-id.tasks-complete", ShellRank.class, Empty.class, Access.USER);

    /// Tells the leader of what job-exec has seen.
    public static final RpcMethod<ShellException, Empty> EXCEPTION =
            new RpcMethod<>(
                    "uid-shell-id.exception", ShellException.class, Empty.class, Access.USER);

    /// The processes of a shell.
    public static final RpcMethod<Empty, Processes> PROCTABLE =
            new RpcMethod<>("uid-shell-id.proctable", Empty.class, Processes.class, Access.USER);

    /// A shell tells the one above it what the tasks of its branch have put, and gets what all have
    /// when all have come to the barrier.
    public static final RpcMethod<PmiDictionary, PmiDictionary> PMI_EXCHANGE =
            new RpcMethod<>(
                    "uid-shell-id.pmi-exchange",
                    PmiDictionary.class,
                    PmiDictionary.class,
                    Access.USER);

    /// A shell tells the leader whether the ports for Cray MPI are free on its host; the answer
    /// comes when all have. Flux-coral2's shells do not ask.
    public static final RpcMethod<PortReport, PortVerdict> CRAY_PALS_PORTS =
            new RpcMethod<>(
                    "uid-shell-id.cray-pals-ports",
                    PortReport.class,
                    PortVerdict.class,
                    Access.USER);

    /// Output of another shell's coprocess; the leader answers when it takes more.
    public static final RpcMethod<CoprocessOutput, Empty> COPROCESS_WRITE =
            new RpcMethod<>(
                    "uid-shell-id.coprocess-write",
                    CoprocessOutput.class,
                    Empty.class,
                    Access.USER);

    private ShellProtocol() {}

    /// The name of the service that the shells of a job have.
    public static String service(int userid, JobId id) {
        return Integer.toUnsignedString(userid) + "-shell-" + id.f58plain();
    }

    /// The name of the subprocess server of a job's shells.
    public static String rexec(String shellService) {
        return shellService + ".rexec";
    }

    /// The name of a shell's folder for temporary files below the broker's `rundir`.
    ///
    /// @param idText the job's id as its tasks have it
    public static String folder(int shellRank, String idText) {
        return "jobtmp-" + shellRank + "-" + idText;
    }

    /// What the events for the shells of a job begin with.
    public static String events(JobId id) {
        return "shell-" + id.dec() + ".";
    }
}
