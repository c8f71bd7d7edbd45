package fluxj.shellplugins.pty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.PseudoTerminal;
import fluxj.platform.WaitStatus;
import fluxj.rpc.StreamCall;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.TaskStream;
import fluxj.shell.spi.TaskTerminal;
import fluxj.shell.spi.TerminusProtocol;
import fluxj.shell.spi.TerminusProtocol.Frame;
import fluxj.shell.spi.TerminusProtocol.Size;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The terminal of one task with those who are attached to it. It is complete when the task has
/// ended, all that was printed has been read, and, if somebody is to attach, somebody has.
final class TerminalSession implements TaskTerminal {
    /// How much may be typed ahead of a task that does not read.
    private static final int TYPED_LIMIT = 1 << 20;

    /// How it is used.
    ///
    /// @param captured true makes what is printed the task's output
    /// @param awaited true waits for somebody to attach before anything is read
    record Use(boolean captured, boolean awaited) {}

    private final ShellTask task;
    private final PseudoTerminal terminal;
    private final Use use;
    private final TaskStream output;
    private final Runnable onComplete;
    private final Map<String, AttachedClient> clients = new LinkedHashMap<>();
    private final List<Runnable> afterwards = new ArrayList<>(0);
    private boolean awaited;
    private boolean givenUp;
    private boolean listening;
    private boolean readable = true;
    private boolean complete;
    private Optional<WaitStatus> status = Optional.empty();

    /// @param onComplete run once
    TerminalSession(ShellTask task, PseudoTerminal terminal, Use use, Runnable onComplete) {
        this.task = task;
        this.terminal = terminal;
        this.use = use;
        this.onComplete = onComplete;
        awaited = use.awaited();
        output = task.runOn(this);
        if (use.captured() && !awaited) {
            read();
        }
    }

    @Override
    public String device() {
        return terminal.device();
    }

    @Override
    public boolean isCaptured() {
        return use.captured();
    }

    int id() {
        return task.rank();
    }

    int clientCount() {
        return clients.size();
    }

    int pid() {
        return task.pid().orElse(-1);
    }

    boolean isExited() {
        return status.isPresent();
    }

    private void read() {
        if (!listening) {
            listening = true;
            terminal.listen(new Printed());
        } else {
            terminal.reading(true);
        }
    }

    private final class Printed implements ByteStream.Listener {
        @Override
        public void onBytes(byte[] chunk) {
            if (use.captured()) {
                output.data(chunk);
            }
            Frame frame = Frame.data(chunk);
            for (AttachedClient client : List.copyOf(clients.values())) {
                if (client.reads()) {
                    client.send(frame);
                }
            }
            if (!takesMore()) {
                terminal.reading(false);
            }
        }

        @Override
        public void onEnd() {
            readable = false;
            output.end();
            checkComplete();
        }
    }

    /// What is printed goes at the pace of the slowest who gets it, until it is given up.
    private boolean takesMore() {
        return (!use.captured() || output.takesMore())
                && (givenUp || clients.values().stream().allMatch(AttachedClient::takesMore));
    }

    @Override
    public void resume() {
        boolean isRead = use.captured() || !clients.isEmpty() || givenUp;
        if (isRead && listening && takesMore()) {
            terminal.reading(true);
        }
    }

    /// Somebody can take so many bytes more.
    ///
    /// @param matchtag of the request that attached it
    void grant(String origin, int matchtag, int bytes) {
        AttachedClient client = clients.get(origin);
        if (client != null && client.call().request().matchtag() == matchtag) {
            client.grant(bytes);
            resume();
        }
    }

    @Override
    public void giveUp() {
        awaited = false;
        givenUp = true;
        if (listening) {
            resume();
        } else {
            read();
        }
    }

    /// A frame of somebody, attached or not.
    void frame(StreamCall<Frame, Frame> call) {
        String origin = call.request().routes().origin();
        Frame frame = call.body();
        if (frame.type().equals(TerminusProtocol.ATTACH)) {
            if (clients.containsKey(origin)) {
                throw new FluxException(Errno.EEXIST);
            }
            attach(origin, call);
            return;
        }
        AttachedClient client = clients.get(origin);
        if (client == null) {
            throw new FluxException(Errno.ENOENT);
        }
        switch (frame.type()) {
            case TerminusProtocol.RESIZE -> resize(frame);
            case TerminusProtocol.DATA -> {
                if (client.writes()) {
                    type(frame.bytes());
                }
            }
            case TerminusProtocol.DETACH -> leave(client, "Client requested detach", 0);
            default -> throw new FluxException(Errno.ENOSYS);
        }
        call.send(Payload.NONE);
        call.end();
    }

    private void attach(String origin, StreamCall<Frame, Frame> call) {
        String mode = call.body().mode().orElseThrow(() -> new FluxException(Errno.EPROTO));
        boolean reads = mode.equals("rw") || mode.equals("ro");
        boolean writes = mode.equals("rw") || mode.equals("wo");
        if (!reads && !writes) {
            throw new FluxException(Errno.EPROTO, "invalid mode: " + mode);
        }
        if (reads && writes) {
            resize(call.body());
        }
        AttachedClient client = new AttachedClient(call, reads, writes);
        clients.put(origin, client);
        call.onClosed(() -> left(origin, call));
        client.send(Frame.attached());
        if (reads) {
            awaited = false;
            read();
        }
        checkComplete();
    }

    private void left(String origin, StreamCall<Frame, Frame> call) {
        clients.computeIfPresent(origin, (_, client) -> client.call() == call ? null : client);
        if (clients.isEmpty() && listening && !use.captured()) {
            terminal.reading(false);
        } else {
            resume();
        }
    }

    private static void leave(AttachedClient client, String message, int status) {
        client.send(Frame.exit(message, status));
        client.call().end();
    }

    private void resize(Frame frame) {
        Size size = frame.winsize().orElseThrow(() -> new FluxException(Errno.EPROTO));
        if (size.rows() <= 0 || size.columns() <= 0) {
            throw new FluxException(
                    Errno.EINVAL, "bad resize: row=" + size.rows() + ", col=" + size.columns());
        }
        terminal.resize(size.rows(), size.columns());
    }

    private void type(byte[] bytes) {
        if (terminal.pending() + bytes.length > TYPED_LIMIT) {
            throw new FluxException(Errno.ENOSPC);
        }
        terminal.write(bytes);
    }

    /// Sends a signal to what runs there; nobody is waited for any more.
    void kill(int signum) {
        awaited = false;
        readable = false;
        terminal.signal(signum);
        if (status.isEmpty()) {
            task.kill(signum);
        }
        checkComplete();
    }

    /// Runs a task when it is complete.
    void whenComplete(Runnable next) {
        if (complete) {
            next.run();
        } else {
            afterwards.add(next);
        }
    }

    /// The task has ended.
    void exited(WaitStatus how) {
        status = Optional.of(how);
        checkComplete();
    }

    private void checkComplete() {
        if (!awaited && !readable && status.isPresent()) {
            close();
        }
    }

    /// Tells all that it is over, and gives the terminal back.
    void close() {
        if (complete) {
            return;
        }
        complete = true;
        int code = status.map(WaitStatus::raw).orElse(0);
        List.copyOf(clients.values()).forEach(client -> leave(client, "session exiting", code));
        terminal.close();
        output.end();
        afterwards.forEach(Runnable::run);
        onComplete.run();
    }
}
