package fluxj.cli.job.attach;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.client.FluxClient;
import fluxj.client.StandardInput;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.HostFacts;
import fluxj.platform.Signum;
import fluxj.platform.Terminal;
import fluxj.platform.os.OsHostFacts;
import fluxj.platform.os.OsSignals;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;
import fluxj.shell.spi.TerminusProtocol;
import fluxj.shell.spi.TerminusProtocol.Frame;
import fluxj.shell.spi.TerminusProtocol.Size;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The user's end of the terminal of task 0: keys go there raw, what is printed comes here.
/// Ctrl-\ at the start of what is typed detaches from it.
final class TerminalClient implements AutoCloseable {
    /// Ctrl-\.
    private static final byte DETACH_KEY = 0x1c;

    private static final int MOST_UNDER_WAY = 8;
    private static final int STDIN = 0;
    private static final int USUAL_ROWS = 25;
    private static final int USUAL_COLUMNS = 80;

    /// How often a job is asked for whether it is still there, by typing nothing.
    private static final Duration KEEPALIVE = Duration.ofSeconds(1);

    private static final String DISAPPEARED = "remote pty disappeared";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    /// How it ended.
    interface Listener {
        /// There was nothing to attach to.
        void refused();

        /// It is over.
        ///
        /// @param good false when the task failed or the terminal was lost
        void over(boolean good);
    }

    private final FluxClient client;
    private final Console console;
    private final int leader;
    private final StreamMethod<Frame, Frame> method;
    private final RpcMethod<Frame, Empty> word;
    private final Listener listener;
    private final HostFacts host = new OsHostFacts(new Random());
    private final StandardInput input;
    private final OsSignals signals;
    private RpcClient.@Nullable Stream stream;
    private @Nullable Timer keepalive;
    private Optional<Terminal> terminal = Optional.empty();
    private Terminal.@Nullable Settings earlier;
    private boolean attached;
    private boolean over;
    private int status;
    private String message = "unknown reason";
    private int underWay;

    /// @param service of the job's shells
    TerminalClient(
            FluxClient client, Console console, String service, int leader, Listener listener) {
        this.client = client;
        this.console = console;
        this.leader = leader;
        this.listener = listener;
        method = TerminusProtocol.SESSION.in(TerminusProtocol.service(service));
        word = TerminusProtocol.word(0).in(TerminusProtocol.service(service));
        input = new StandardInput(client.reactor(), console.in(), this::typed);
        signals = new OsSignals(client.reactor());
    }

    /// Attaches, some time.
    void start() {
        stream = client.open(method, leader, Frame.attach(size()), this::told, this::ended);
    }

    boolean isAttached() {
        return attached;
    }

    private Size size() {
        int rows = host.rows(STDIN);
        int columns = host.columns(STDIN);
        return Output.isTerminal(STDIN)
                ? new Size(Math.max(1, rows), Math.max(1, columns))
                : new Size(USUAL_ROWS, USUAL_COLUMNS);
    }

    private void told(Frame frame) {
        if (over) {
            return;
        }
        switch (frame.type()) {
            case TerminusProtocol.ATTACH -> attached();
            case TerminusProtocol.DATA -> {
                byte[] bytes = frame.bytes();
                console.out().write(bytes, 0, bytes.length);
                console.out().flush();
            }
            case TerminusProtocol.RESIZE -> resize();
            case TerminusProtocol.EXIT -> {
                status = frame.status().orElse(0);
                message = frame.message().orElse(message);
                stop();
            }
            default -> die("Protocol error");
        }
    }

    private void attached() {
        attached = true;
        terminal = host.terminal();
        terminal.ifPresent(
                keys -> {
                    earlier = keys.settings();
                    keys.makeRaw();
                });
        signals.handle(List.of(Signum.SIGWINCH), _ -> resize());
        keepalive = client.reactor().every(KEEPALIVE, () -> send(Frame.data(new byte[0])));
        input.request();
    }

    private void resize() {
        if (!over && terminal.isPresent()) {
            client.ask(word, leader, Frame.resize(size())).then(_ -> {}, _ -> {});
        }
    }

    private void typed(byte[] piece) {
        if (over || piece.length == 0) {
            return;
        }
        if (piece[0] == DETACH_KEY) {
            send(Frame.detach());
            return;
        }
        send(Frame.data(piece));
        if (underWay < MOST_UNDER_WAY) {
            input.request();
        }
    }

    private void send(Frame frame) {
        underWay++;
        client.ask(word, leader, frame)
                .then(
                        _ -> {
                            underWay--;
                            if (underWay == MOST_UNDER_WAY - 1 && !over) {
                                input.request();
                            }
                        },
                        error -> {
                            underWay--;
                            if (!over) {
                                die(
                                        error.errno().equals(Errno.ENOSYS)
                                                ? DISAPPEARED
                                                : "error writing to remote pty");
                            }
                        });
    }

    private void ended(FluxException error) {
        if (over) {
            return;
        }
        if (error.errno().equals(Errno.ENODATA)) {
            finish(status == 0);
        } else if (error.errno().equals(Errno.ENOSYS)) {
            die(attached ? DISAPPEARED : "No such session");
        } else {
            die(String.valueOf(error.getMessage()));
        }
    }

    private void die(String why) {
        message = why;
        finish(false);
    }

    private void finish(boolean good) {
        over = true;
        stop();
        boolean was = attached;
        if (was) {
            console.out().print("\u001b[999H[detached: " + message + "]\u001b[K\n\r");
        }
        close();
        if (was) {
            listener.over(good);
        } else {
            listener.refused();
        }
    }

    private void stop() {
        if (keepalive != null) {
            keepalive.cancel();
        }
    }

    /// Gives the user's own terminal back.
    @Override
    public void close() {
        over = true;
        stop();
        signals.close();
        if (stream != null) {
            stream.forget();
        }
        Terminal.Settings before = earlier;
        if (before != null) {
            earlier = null;
            console.out().print(SHOW_CURSOR);
            console.out().flush();
            try {
                terminal.ifPresent(keys -> keys.restore(before));
            } catch (FluxException e) {
                throw new CommandFailure(String.valueOf(e.getMessage()));
            }
        }
    }
}
