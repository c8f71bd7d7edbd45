package fluxj.subprocess;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.service.Log;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One process of a [SubprocessServer], from start until its status was collected.
public final class Subprocess {
    /// How a waitable process ended, and the last it said.
    public record Outcome(WaitStatus status, List<IoObject> output) {}

    /// The server that runs it.
    interface Server {
        Reactor reactor();

        Log log();

        int rank();

        boolean isShuttingDown();

        /// It is complete: its status is handed over, kept for a waiter to come, or forgotten.
        void ended(Subprocess process);
    }

    private final Server server;
    private final Command command;
    private final ChildProcess child;
    private final boolean background;
    private final ProcessStreams streams;
    private final BackgroundLog log;
    private final List<MessageChannelOpener.Channel> relays = new ArrayList<>(0);
    private int flags;
    private boolean waitable;
    private boolean attached;
    private @Nullable ExecListener client;
    private @Nullable Deferred<Outcome> waiter;
    private @Nullable RetainedOutput retained;
    private @Nullable WaitStatus status;
    private boolean complete;
    private boolean followingStops;

    Subprocess(Server server, ExecRequest request, ChildProcess child) {
        this.server = server;
        this.command = request.command();
        this.child = child;
        this.streams = new ProcessStreams(server.reactor(), child, command, new StreamEvents());
        this.log = new BackgroundLog(server.log(), command, child.pid());
        this.background = request.background();
        this.flags = request.flags();
        this.waitable = request.background() && request.has(ExecFlags.WAITABLE);
        this.retained = waitable ? new RetainedOutput() : null;
    }

    private final class StreamEvents implements ProcessStreams.Events {
        /// At the server's end what a process that has ended left in its pipes goes out at once: it
        /// is little, and nobody may take it any more.
        @Override
        public boolean takesMore() {
            return client == null
                    || client.takesMore()
                    || (status != null && server.isShuttingDown());
        }

        @Override
        public void output(String stream, byte[] bytes) {
            said(stream, bytes);
        }

        @Override
        public void ended(String stream) {
            if (client != null && isForwarded(stream)) {
                client.ended(stream);
            }
            checkComplete();
        }

        @Override
        public void taken(String stream, int bytes) {
            credit(stream, bytes);
        }
    }

    /// Begins to listen to everything the child has.
    void begin(ExecRequest request, ExecListener listener) {
        client = listener;
        listener.started(child.pid());
        if (background) {
            client = null;
        }
        streams.begin(request.has(ExecFlags.CHANNEL));
        for (String input : streams.inputs()) {
            credit(input, streams.bufferSize(input));
        }
        followStops();
        child.exit().then(this::exited, this::fatal);
    }

    private void followStops() {
        if (followingStops || client == null || !client.followsStops()) {
            return;
        }
        followingStops = true;
        child.onStopped(
                () -> {
                    if (client != null) {
                        client.stopped();
                    }
                });
    }

    /// Whoever listens takes more again, or may.
    public void resume() {
        streams.resume();
    }

    void relay(MessageChannelOpener.Channel channel) {
        relays.add(channel);
    }

    /// The process id.
    public int pid() {
        return child.pid();
    }

    /// The command, its environment as the request had it.
    public Command command() {
        return command;
    }

    /// False once it has ended and all its streams have.
    public boolean isActive() {
        return !complete;
    }

    boolean isWaitable() {
        return waitable;
    }

    /// Sends a signal to its process group, or to it alone when it has none of its own.
    ///
    /// @throws FluxException ESRCH when it is gone, EINVAL when there is no such signal
    public void kill(int signum) {
        if (complete) {
            throw new FluxException(Errno.ESRCH);
        }
        child.kill(signum);
    }

    /// Queues input. What comes for a process that has ended is dropped; what the stream's buffer
    /// has no room for ends the process with ENOSPC, as in flux-core.
    public void write(String stream, byte[] bytes) {
        if (status != null) {
            return;
        }
        Optional<ByteStream> input = streams.input(stream);
        if (input.isEmpty()) {
            fatal(new FluxException(Errno.EINVAL));
        } else if (bytes.length > streams.bufferSize(stream) - input.get().pending()) {
            fatal(new FluxException(Errno.ENOSPC));
        } else {
            input.get().write(bytes);
        }
    }

    /// How many bytes [#write] takes on a stream now; any number once the process has ended, since
    /// they are dropped.
    public int room(String stream) {
        return status == null
                ? streams.input(stream)
                        .map(input -> streams.bufferSize(stream) - input.pending())
                        .orElse(0)
                : Integer.MAX_VALUE;
    }

    /// Ends an input stream after what was written.
    public void end(String stream) {
        if (status == null) {
            streams.input(stream).ifPresent(ByteStream::end);
        }
    }

    /// The one who started it in the foreground, or attached to it, is gone: the first kills it,
    /// the second leaves it running.
    public void abandon(ExecListener listener) {
        if (!listener.equals(client) || complete) {
            return;
        }
        client = null;
        if (attached) {
            attached = false;
        } else {
            killQuietly(Signum.SIGKILL);
        }
        streams.resume();
    }

    /// Waits for it to end and takes its status; afterwards the server knows it no more.
    ///
    /// @throws FluxException EINVAL, EBUSY
    Promise<Outcome> collect() {
        if (!waitable) {
            throw new FluxException(Errno.EINVAL, "process is not waitable");
        }
        if (waiter != null) {
            throw new FluxException(Errno.EINVAL, "process is already being waited on");
        }
        if (attached) {
            throw new FluxException(Errno.EBUSY, "subprocess has a client attached");
        }
        Deferred<Outcome> outcome = new Deferred<>();
        waiter = outcome;
        if (complete) {
            server.ended(this);
        }
        return outcome;
    }

    /// The one who waited is gone; another may wait.
    public void abandonWait(Promise<Outcome> outcome) {
        if (waiter == outcome) {
            waiter = null;
        }
    }

    /// Streams to `listener` from now on.
    ///
    /// @throws FluxException EBUSY
    void attach(int wanted, ExecListener listener) {
        if (!background) {
            throw new FluxException(Errno.EBUSY, "subprocess is not in background mode");
        }
        if (attached) {
            throw new FluxException(Errno.EBUSY, "subprocess already has a client attached");
        }
        if (waiter != null) {
            throw new FluxException(Errno.EBUSY, "subprocess is being waited on");
        }
        flags = wanted;
        attached = true;
        client = listener;
        listener.attached(pid(), command);
        followStops();
        for (String stream : streams.ended()) {
            if (isForwarded(stream)) {
                listener.ended(stream);
            }
        }
        WaitStatus known = status;
        if (known != null) {
            listener.finished(known);
        }
        if (complete) {
            waitable = false;
            listener.done();
            server.ended(this);
        }
    }

    private boolean isForwarded(String stream) {
        int needed =
                switch (stream) {
                    case "stdout" -> ExecFlags.STDOUT;
                    case "stderr" -> ExecFlags.STDERR;
                    default -> ExecFlags.CHANNEL;
                };
        return (flags & needed) != 0;
    }

    private void credit(String stream, int bytes) {
        if (client != null && !background && (flags & ExecFlags.WRITE_CREDIT) != 0) {
            client.credit(stream, bytes);
        }
    }

    private void said(String stream, byte[] bytes) {
        if (client != null && isForwarded(stream)) {
            client.output(stream, bytes);
        }
        if (background) {
            log.output(stream, bytes);
        }
        if (waitable && retained != null) {
            retained.add(IoObject.of(stream, server.rank(), bytes), bytes.length);
        }
    }

    private void exited(WaitStatus how) {
        status = how;
        if (client != null) {
            client.finished(how);
        }
        if (server.isShuttingDown()) {
            streams.resume();
        }
        checkComplete();
    }

    private void checkComplete() {
        WaitStatus how = status;
        if (complete || how == null || !streams.allEnded()) {
            return;
        }
        complete = true;
        release();
        if (background) {
            log.exit(how);
        }
        ExecListener to = client;
        client = null;
        if (to != null) {
            if (attached) {
                attached = false;
                waitable = false;
            }
            to.done();
        }
        server.ended(this);
    }

    private void release() {
        streams.close();
        relays.forEach(MessageChannelOpener.Channel::close);
        relays.clear();
    }

    /// The status of a complete process for whoever waits; true when somebody did.
    boolean giveToWaiter() {
        Deferred<Outcome> waiting = waiter;
        WaitStatus how = status;
        if (waiting == null || how == null) {
            return false;
        }
        waiter = null;
        waitable = false;
        RetainedOutput said = retained;
        waiting.complete(new Outcome(how, said == null ? List.of() : said.records()));
        return true;
    }

    /// No longer kept when it ends.
    void unretain() {
        waitable = false;
    }

    private void fatal(FluxException error) {
        ExecListener to = client;
        client = null;
        waitable = false;
        if (to != null) {
            to.failed(
                    new FluxException(
                            error.errno(), "internal fatal error: " + error.getMessage()));
        }
        killQuietly(Signum.SIGKILL);
        streams.resume();
    }

    void killQuietly(int signum) {
        try {
            kill(signum);
        } catch (FluxException e) {
            if (!e.errno().equals(Errno.ESRCH)) {
                server.log().err("subprocess_kill " + pid() + " " + signum + ": " + e.getMessage());
            }
        }
    }
}
