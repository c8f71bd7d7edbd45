package fluxj.services.rexec;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;
import fluxj.subprocess.IoObject;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Remote execution as seen from outside (RFC 42).
public final class RexecProtocol {
    /// The broker's service; that of a job's shells is `<uid>-shell-<id>.rexec`.
    public static final String SERVICE = "rexec";

    /// A command to run.
    ///
    /// @param cmd a [fluxj.subprocess.Command]
    /// @param flags [fluxj.subprocess.ExecFlags]
    /// @param localFlags [fluxj.subprocess.ExecFlags], the local ones
    public record Exec(
            JsonValue cmd, int flags, @Key("local_flags") Optional<Integer> localFlags) {}

    /// News of a process; which members there are depends on `type`.
    ///
    /// @param type `started` or `attached` (pid), `output` (pid, io), `add-credit` (channels),
    ///   `stopped`, `finished` (status)
    /// @param status raw wait status
    /// @param cmd what was attached to
    public record News(
            String type,
            Optional<Integer> pid,
            Optional<IoObject> io,
            Optional<Map<String, Integer>> channels,
            Optional<Integer> status,
            Optional<JsonObject> cmd) {
        /// One that says no more than its type.
        public static News of(String type) {
            return new News(
                    type,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /// The same with a pid.
        public News withPid(int number) {
            return new News(type, Optional.of(number), io, channels, status, cmd);
        }

        /// The same with what a process wrote.
        public News withIo(IoObject data) {
            return new News(type, pid, Optional.of(data), channels, status, cmd);
        }

        /// The same with room for so many bytes of input.
        public News withCredit(String stream, int bytes) {
            return new News(type, pid, io, Optional.of(Map.of(stream, bytes)), status, cmd);
        }

        /// The same with a wait status.
        public News withStatus(int raw) {
            return new News(type, pid, io, channels, Optional.of(raw), cmd);
        }

        /// The same with the command.
        public News withCommand(JsonObject command) {
            return new News(type, pid, io, channels, status, Optional.of(command));
        }
    }

    /// Input for a process that the sender started; never answered.
    ///
    /// @param matchtag that of the exec request
    public record Write(int matchtag, IoObject io) {}

    /// More output that the sender can take; never answered. Who never sends it takes all.
    ///
    /// @param matchtag that of the exec or attach request
    /// @param bytes payload of its responses, all kinds together
    public record Credit(int matchtag, int bytes) {}

    /// A signal for a process.
    ///
    /// @param pid ignored when there is a label
    public record Kill(int pid, int signum, Optional<String> label) {}

    /// Asks for a process's end.
    ///
    /// @param pid ignored when there is a label
    public record Wait(int pid, Optional<String> label) {}

    /// A process's end.
    ///
    /// @param status raw wait status
    /// @param output the last it said
    public record Waited(int status, Optional<List<IoObject>> output) {}

    /// Asks for a background process's news.
    ///
    /// @param pid ignored when there is a label
    /// @param flags which streams
    public record Attach(int pid, Optional<String> label, int flags) {}

    /// One process.
    ///
    /// @param state `R` running, `Z` waiting to be waited for
    public record Running(int pid, String cmd, String label, String state) {}

    /// Every process of one broker.
    public record Listing(int rank, List<Running> procs) {}

    /// Runs a command: streaming in the foreground, otherwise in the background.
    public static final StreamMethod<Exec, News> EXEC =
            new StreamMethod<>("rexec.exec", Exec.class, News.class, Access.OWNER, false);

    /// Sends input.
    public static final RpcMethod<Write, Empty> WRITE =
            new RpcMethod<>("rexec.write", Write.class, Empty.class, Access.OWNER);

    /// Takes more output.
    public static final RpcMethod<Credit, Empty> CREDIT =
            new RpcMethod<>("rexec.credit", Credit.class, Empty.class, Access.OWNER);

    /// Sends a signal.
    public static final RpcMethod<Kill, Empty> KILL =
            new RpcMethod<>("rexec.kill", Kill.class, Empty.class, Access.OWNER);

    /// Lists the processes.
    public static final RpcMethod<Empty, Listing> LIST =
            new RpcMethod<>("rexec.list", Empty.class, Listing.class, Access.OWNER);

    /// Waits for a waitable background process.
    public static final RpcMethod<Wait, Waited> WAIT =
            new RpcMethod<>("rexec.wait", Wait.class, Waited.class, Access.OWNER);

    /// Attaches to a background process.
    public static final StreamMethod<Attach, News> ATTACH =
            new StreamMethod<>("rexec.attach", Attach.class, News.class, Access.OWNER, true);

    private RexecProtocol() {}
}
