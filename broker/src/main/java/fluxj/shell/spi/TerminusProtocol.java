package fluxj.shell.spi;

import fluxj.json.JsonValue;
import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;
import fluxj.services.rexec.RexecProtocol;
import fluxj.subprocess.IoObject;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Terminals of tasks and those who look at them (spec services 15.3, `terminus.*`). The service is
/// that of the job's shells with a word more ([#service]).
public final class TerminusProtocol {
    /// How large a terminal is, in characters.
    public record Size(int rows, @Key("cols") int columns) {}

    /// What goes either way between a terminal and who is attached to it.
    ///
    /// @param type `attach`, `data`, `resize`, `detach` or `exit`
    /// @param mode of an `attach`: `rw`, `ro` or `wo`
    /// @param data what was typed or printed
    /// @param encoding of the data: absent for UTF-8, or `base64`
    /// @param message why it is over
    /// @param status the wait status of the task, with `exit`
    public record Frame(
            String type,
            Optional<String> mode,
            Optional<Size> winsize,
            Optional<JsonValue.Text> data,
            Optional<String> encoding,
            Optional<String> message,
            Optional<Integer> status) {
        /// Asks to be told what is printed, and to be allowed to type.
        public static Frame attach(Size size) {
            return of(ATTACH, Optional.of("rw"), Optional.of(size));
        }

        /// The answer to that.
        public static Frame attached() {
            return of(ATTACH, Optional.empty(), Optional.empty());
        }

        /// Asks to be told no more.
        public static Frame detach() {
            return of(DETACH, Optional.empty(), Optional.empty());
        }

        /// The window is of another size now.
        public static Frame resize(Size size) {
            return of(RESIZE, Optional.empty(), Optional.of(size));
        }

        private static Frame of(String type, Optional<String> mode, Optional<Size> size) {
            return new Frame(
                    type,
                    mode,
                    size,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /// What was typed or printed.
        public static Frame data(byte[] bytes) {
            IoObject io = IoObject.of("", 0, bytes);
            return new Frame(
                    DATA,
                    Optional.empty(),
                    Optional.empty(),
                    io.data(),
                    io.encoding(),
                    Optional.empty(),
                    Optional.empty());
        }

        /// It is over.
        public static Frame exit(String message, int status) {
            return new Frame(
                    EXIT,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(message),
                    Optional.of(status));
        }

        /// The bytes of a `data`.
        ///
        /// @throws fluxj.errors.FluxException EPROTO for an unknown encoding or bad base64
        public byte[] bytes() {
            return new IoObject("", "0", data, encoding, Optional.empty()).bytes();
        }
    }

    /// The type of a [Frame].
    public static final String ATTACH = "attach";

    /// The type of a [Frame].
    public static final String DATA = "data";

    /// The type of a [Frame].
    public static final String RESIZE = "resize";

    /// The type of a [Frame].
    public static final String DETACH = "detach";

    /// The type of a [Frame].
    public static final String EXIT = "exit";

    /// Who serves terminals.
    ///
    /// @param ctime seconds since the epoch when it began to
    public record Server(String service, int rank, double ctime) {}

    /// A terminal.
    ///
    /// @param id the rank of its task
    /// @param clients how many are attached
    /// @param pid of its task, or -1
    /// @param exited true when the task has ended
    /// @param ctime seconds since the epoch when it was made
    public record Session(
            int id, String name, int clients, int pid, boolean exited, double ctime) {}

    /// All terminals of a shell.
    public record Listing(Server server, List<Session> sessions) {}

    /// A signal for the processes of a terminal.
    ///
    /// @param waits 1 answers when the terminal is gone
    public record Kill(int id, int signal, @Key("wait") Optional<Integer> waits) {}

    /// Lists the terminals of a shell.
    public static final RpcMethod<Empty, Listing> LIST =
            new RpcMethod<>("uid-shell-id.terminus.list", Empty.class, Listing.class, Access.USER);

    /// Sends a signal.
    public static final RpcMethod<Kill, Empty> KILL =
            new RpcMethod<>("uid-shell-id.terminus.kill", Kill.class, Empty.class, Access.USER);

    /// More of what is printed that whoever is attached can take, as for the output of processes;
    /// never answered. Who never sends it takes all.
    public static final RpcMethod<RexecProtocol.Credit, Empty> CREDIT =
            new RpcMethod<>(
                    "uid-shell-id.terminus.credit",
                    RexecProtocol.Credit.class,
                    Empty.class,
                    Access.USER);

    /// Ends all terminals of a shell; answered when they are gone.
    public static final RpcMethod<Empty, Empty> KILL_SERVER =
            new RpcMethod<>(
                    "uid-shell-id.terminus.kill-server", Empty.class, Empty.class, Access.USER);

    /// Attaches to the terminal of task 0, whereupon what is printed streams; types there, says the
    /// size of the window, detaches. Another task's has its rank in place of the 0 ([#session]).
    public static final StreamMethod<Frame, Frame> SESSION = session(0);

    private static final Pattern SESSIONS = Pattern.compile("\\d+-shell-\\w+\\.terminus\\.\\d+");

    private TerminusProtocol() {}

    /// The name of the service below that of a job's shells.
    public static String service(String shellService) {
        return shellService + ".terminus";
    }

    /// True for the method of a terminal of any shell.
    public static boolean isSession(String topic) {
        return SESSIONS.matcher(topic).matches();
    }

    /// The method of one terminal.
    public static StreamMethod<Frame, Frame> session(int id) {
        return new StreamMethod<>(
                "uid-shell-id.terminus." + id, Frame.class, Frame.class, Access.USER, false);
    }

    /// The same for what is answered once: all but attaching.
    public static RpcMethod<Frame, Empty> word(int id) {
        return new RpcMethod<>(
                "uid-shell-id.terminus." + id, Frame.class, Empty.class, Access.USER);
    }
}
