package fluxj.subprocess;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ChildProcess;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.Signum;
import fluxj.platform.SpawnRequest;
import fluxj.platform.SpawnRequest.Mode;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.service.Log;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs commands and keeps track of them (RFC 42). Confined to its reactor.
public final class SubprocessServer {
    /// One line of a list.
    ///
    /// @param state `R` while it runs, `Z` when its status waits to be collected
    public record Listed(int pid, String cmd, String label, String state) {}

    private static final List<String> NEVER_INHERITED =
            List.of("FLUX_PROXY_REMOTE", "NOTIFY_SOCKET", "INVOCATION_ID");

    private final Reactor reactor;
    private final ProcessSpawner spawner;
    private final ServerEnvironment environment;
    private final Log log;
    private final MessageChannelOpener opener;
    private final Subprocess.Server server = new Server();
    private final List<Subprocess> processes = new ArrayList<>();
    private final Map<String, Subprocess> labels = new LinkedHashMap<>();
    private final List<Runnable> onEmpty = new ArrayList<>(0);
    private @Nullable Deferred<Boolean> shutdown;

    /// A server that runs nothing yet.
    public SubprocessServer(
            Reactor reactor,
            ProcessSpawner spawner,
            ServerEnvironment environment,
            Log log,
            MessageChannelOpener opener) {
        this.reactor = reactor;
        this.spawner = spawner;
        this.environment = environment;
        this.log = log;
        this.opener = opener;
    }

    /// Starts a command; `listener` has heard that it started when this returns.
    ///
    /// @throws FluxException when it cannot be started, with Flux's text
    public Subprocess exec(ExecRequest request, ExecListener listener) {
        check(request);
        Subprocess process;
        try {
            process = launch(request);
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "error launching process: " + e.getMessage());
        }
        processes.add(process);
        request.command().label().ifPresent(label -> labels.put(label, process));
        process.begin(request, listener);
        return process;
    }

    private void check(ExecRequest request) {
        if (shutdown != null) {
            throw new FluxException(Errno.ENOSYS, "subprocess server is shutting down");
        }
        if (request.background()) {
            refuse(
                    request.has(ExecFlags.WRITE_CREDIT),
                    "write-credit flag is not allowed in background mode");
            refuse(
                    request.hasLocal(ExecFlags.STDIO_FALLTHROUGH),
                    "stdio-fallthrough flag is not allowed in background mode");
        }
        Command command = request.command();
        if (command.label().isPresent() && labels.containsKey(command.label().get())) {
            throw new FluxException(Errno.EEXIST, "command label is not unique");
        }
        if (command.cmdline().isEmpty()) {
            throw new FluxException(Errno.EPROTO, "command string is empty");
        }
        refuse(
                request.background() && !command.channels().isEmpty(),
                "auxiliary channels are not allowed in background mode");
        refuse(
                !request.background() && request.has(ExecFlags.WAITABLE),
                "waitable flag only supported in background mode");
    }

    private static void refuse(boolean wrong, String text) {
        if (wrong) {
            throw new FluxException(Errno.EINVAL, text);
        }
    }

    private Subprocess launch(ExecRequest request) {
        Command command = request.command();
        for (String stream : List.of("stdin", "stdout", "stderr")) {
            StreamOptions.of(command.opts(), stream);
        }
        List<SpawnRequest.Channel> channels = new ArrayList<>();
        for (String name : command.channels()) {
            StreamOptions.of(command.opts(), name);
            channels.add(new SpawnRequest.Channel(name, ""));
        }
        List<Command.MessageChannel> messageChannels = command.msgchan().orElse(List.of());
        for (Command.MessageChannel channel : messageChannels) {
            channels.add(new SpawnRequest.Channel(channel.name(), "fd://"));
        }
        ChildProcess child =
                spawner.spawn(
                        new SpawnRequest(
                                command.cmdline(),
                                environment(command),
                                command.cwd(),
                                stdio(request),
                                channels,
                                !request.hasLocal(ExecFlags.NO_SETPGRP),
                                request.setting()));
        Subprocess process = new Subprocess(server, request, child);
        for (Command.MessageChannel channel : messageChannels) {
            connect(channel, child, process);
        }
        return process;
    }

    private void connect(Command.MessageChannel channel, ChildProcess child, Subprocess process) {
        int fd =
                child.takeDescriptor(channel.name())
                        .orElseThrow(() -> new FluxException(Errno.ENOSYS));
        try {
            process.relay(opener.open(channel.uri(), fd));
        } catch (FluxException e) {
            child.kill(Signum.SIGKILL);
            throw e;
        }
    }

    private Map<String, String> environment(Command command) {
        Map<String, String> env =
                new LinkedHashMap<>(command.env().isEmpty() ? environment.env() : command.env());
        env.put("FLUX_URI", environment.localUri());
        NEVER_INHERITED.forEach(env::remove);
        return env;
    }

    private static SpawnRequest.Stdio stdio(ExecRequest request) {
        if (request.hasLocal(ExecFlags.STDIO_FALLTHROUGH)) {
            return SpawnRequest.Stdio.INHERITED;
        }
        if (request.background()) {
            return new SpawnRequest.Stdio(Mode.DISCARD, Mode.PIPE, Mode.PIPE);
        }
        return new SpawnRequest.Stdio(
                Mode.PIPE,
                request.has(ExecFlags.STDOUT) ? Mode.PIPE : Mode.DISCARD,
                request.has(ExecFlags.STDERR) ? Mode.PIPE : Mode.DISCARD);
    }

    /// The process of that label, or of that pid when there is no label.
    ///
    /// @param missing the errno when there is none
    /// @throws FluxException when there is none
    public Subprocess find(int pid, Optional<String> label, Errno missing) {
        if (label.isPresent()) {
            Subprocess process = labels.get(label.get());
            if (process != null) {
                return process;
            }
            throw new FluxException(
                    missing, "label " + label.get() + " does not belong to any subprocess");
        }
        for (Subprocess process : processes) {
            if (process.pid() == pid) {
                return process;
            }
        }
        throw new FluxException(missing, "pid " + pid + " does not belong to any subprocess");
    }

    /// Waits for a waitable process and takes its status.
    ///
    /// @throws FluxException EINVAL when it is not waitable or somebody waits, EBUSY when somebody
    ///   is attached
    public Promise<Subprocess.Outcome> collect(Subprocess process) {
        return process.collect();
    }

    /// Streams a background process to `listener` from now on.
    ///
    /// @param flags which streams
    /// @throws FluxException EBUSY when it runs in the foreground, or somebody is attached or waits
    public void attach(Subprocess process, int flags, ExecListener listener) {
        process.attach(flags, listener);
    }

    /// Every process, oldest first.
    public List<Listed> list() {
        List<Listed> lines = new ArrayList<>();
        for (Subprocess process : processes) {
            Command command = process.command();
            lines.add(
                    new Listed(
                            process.pid(),
                            command.shown(),
                            command.label().orElse(""),
                            process.isActive() ? "R" : "Z"));
        }
        return lines;
    }

    /// Starts nothing more, sends `signum` to everything that runs and SIGKILL to what is left
    /// after `limit`. The promise is done, with false when anything was left, when all is over or
    /// the limit has passed.
    public Promise<Boolean> shutdown(int signum, Duration limit) {
        Deferred<Boolean> known = shutdown;
        if (known != null) {
            return known;
        }
        Deferred<Boolean> done = new Deferred<>();
        shutdown = done;
        for (Subprocess process : List.copyOf(processes)) {
            process.unretain();
            if (process.isActive()) {
                process.killQuietly(signum);
                process.resume();
            } else {
                server.ended(process);
            }
        }
        if (processes.isEmpty()) {
            done.complete(true);
        } else {
            Timer timer = reactor.after(limit, () -> killRest(done));
            done.then(_ -> timer.cancel(), _ -> timer.cancel());
        }
        return done;
    }

    /// Sends a signal to everything that runs.
    public void killAll(int signum) {
        for (Subprocess process : List.copyOf(processes)) {
            process.killQuietly(signum);
        }
    }

    /// Done when all has ended and its output was read, or with false when the limit has passed.
    public Promise<Boolean> awaitEnds(Duration limit) {
        Deferred<Boolean> done = new Deferred<>();
        if (processes.isEmpty()) {
            done.complete(true);
            return done;
        }
        Timer timer = reactor.after(limit, () -> done.complete(false));
        done.then(_ -> timer.cancel(), _ -> timer.cancel());
        onEmpty.add(() -> done.complete(true));
        return done;
    }

    private void killRest(Deferred<Boolean> done) {
        killAll(Signum.SIGKILL);
        done.complete(processes.isEmpty());
    }

    private final class Server implements Subprocess.Server {
        @Override
        public Reactor reactor() {
            return reactor;
        }

        @Override
        public Log log() {
            return log;
        }

        @Override
        public int rank() {
            return environment.rank();
        }

        @Override
        public boolean isShuttingDown() {
            return shutdown != null;
        }

        @Override
        public void ended(Subprocess process) {
            process.giveToWaiter();
            if (process.isWaitable()) {
                return;
            }
            processes.remove(process);
            process.command().label().ifPresent(label -> labels.remove(label, process));
            if (processes.isEmpty()) {
                List.copyOf(onEmpty).forEach(Runnable::run);
                onEmpty.clear();
            }
            Deferred<Boolean> closing = shutdown;
            if (closing != null && processes.isEmpty()) {
                closing.complete(true);
            }
        }
    }
}
