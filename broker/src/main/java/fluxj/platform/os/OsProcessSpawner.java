package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.ChildProcess;
import fluxj.platform.Descriptors;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.PseudoTerminal;
import fluxj.platform.SpawnRequest;
import fluxj.platform.SystemText;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/// Starts processes with posix_spawn. Streams are socket pairs, as flux-core's are; all other
/// descriptors are closed in the child. An end is noticed at once through a pidfd; a stop within
/// [#STOP_POLL], because Linux has no descriptor for it and a SIGCHLD handler would be one for all
/// brokers of a JVM.
public final class OsProcessSpawner implements ProcessSpawner {
    private static final Duration STOP_POLL = Duration.ofMillis(100);
    private static final int FIRST_CHANNEL = 3;
    private static final String FALLBACK_CWD = "/tmp";
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private final Reactor reactor;
    private final Descriptors descriptors;
    private final boolean isModern;
    private final List<OsChildProcess> polled = new ArrayList<>();
    private @Nullable Timer poll;

    /// A spawner whose children report to that reactor.
    public OsProcessSpawner(Reactor reactor, Descriptors descriptors) {
        this(reactor, descriptors, false);
    }

    /// A spawner that may be told to do without what older C libraries and kernels lack.
    OsProcessSpawner(Reactor reactor, Descriptors descriptors, boolean asOnOldSystems) {
        this.reactor = reactor;
        this.descriptors = descriptors;
        LibcFunction.prepare();
        isModern = !asOnOldSystems && LibcSpawn.isModern();
    }

    @Override
    public ChildProcess spawn(SpawnRequest request) {
        reactor.checkConfined();
        checkStrings(request);
        Ends ends = new Ends(FIRST_CHANNEL + request.channels().size());
        boolean runs = false;
        try {
            connect(request, ends);
            int pid = start(request, ends);
            runs = true;
            OsChildProcess child =
                    new OsChildProcess(pid, request.ownGroup(), ends.ours, descriptors, this::poll);
            watch(child);
            return child;
        } finally {
            ends.closeTheirs();
            if (!runs) {
                ends.closeOurs();
            }
        }
    }

    private static void checkStrings(SpawnRequest request) {
        if (request.argv().isEmpty()) {
            throw new FluxException(Errno.EINVAL, "no command to run");
        }
        for (String argument : request.argv()) {
            checkNoNul(argument);
        }
        request.env()
                .forEach(
                        (name, value) -> {
                            checkNoNul(name);
                            checkNoNul(value);
                        });
        request.cwd().ifPresent(OsProcessSpawner::checkNoNul);
        request.setting().stdinFile().ifPresent(OsProcessSpawner::checkNoNul);
    }

    private static void checkNoNul(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new FluxException(Errno.EINVAL, "a NUL character cannot be passed to a process");
        }
    }

    /// Both ends of every socket pair, and where the child's ends go.
    private static final class Ends {
        final Map<String, Integer> ours = new LinkedHashMap<>();
        final List<LibcSpawn.Move> moves = new ArrayList<>();
        final int firstFree;

        Ends(int firstFree) {
            this.firstFree = firstFree;
        }

        void add(String name, int target) {
            int[] pair = LibcProcess.socketpair();
            ours.put(name, pair[0]);
            moves.add(new LibcSpawn.Move(LibcProcess.moveAbove(pair[1], firstFree), target));
        }

        void closeTheirs() {
            for (LibcSpawn.Move move : moves) {
                if (move.from() >= firstFree) {
                    LibcProcess.close(move.from());
                }
            }
        }

        void closeOurs() {
            ours.values().forEach(LibcProcess::close);
        }
    }

    private static void connect(SpawnRequest request, Ends ends) {
        Optional<String> terminal = request.setting().terminal();
        if (terminal.isPresent()) {
            ends.moves.addAll(LibcSpawn.Move.terminal(terminal.get()));
        } else {
            connectStreams(request, ends);
        }
        int next = FIRST_CHANNEL;
        for (SpawnRequest.Channel channel : request.channels()) {
            if (ends.ours.containsKey(channel.name())) {
                throw new FluxException(Errno.EEXIST, "two channels of the name " + channel.name());
            }
            ends.add(channel.name(), next++);
        }
    }

    private static void connectStreams(SpawnRequest request, Ends ends) {
        SpawnRequest.Stdio stdio = request.stdio();
        if (request.setting().stdinFile().isPresent()) {
            ends.moves.add(LibcSpawn.Move.file(request.setting().stdinFile().get(), 0));
        } else {
            connect(stdio.stdin(), "stdin", 0, ends);
        }
        connect(stdio.stdout(), "stdout", 1, ends);
        connect(stdio.stderr(), "stderr", 2, ends);
    }

    private static void connect(SpawnRequest.Mode mode, String name, int target, Ends ends) {
        switch (mode) {
            case PIPE -> ends.add(name, target);
            case DISCARD -> ends.moves.add(new LibcSpawn.Move(-1, target));
            case INHERIT -> {}
        }
    }

    private int start(SpawnRequest request, Ends ends) {
        String cwd = request.cwd().map(wanted -> enterable(wanted, ends.moves)).orElse("");
        Map<String, String> env = new LinkedHashMap<>(request.env());
        int next = FIRST_CHANNEL;
        for (SpawnRequest.Channel channel : request.channels()) {
            env.put(channel.name(), channel.prefix() + next++);
        }
        List<String> argv = request.argv();
        String program = locate(argv.getFirst(), env.getOrDefault("PATH", DEFAULT_PATH), cwd);
        int pid = spawn(program, argv, env, cwd, request, ends);
        // flux-core spawns, which refuses a script without a shebang, unless it changes directory:
        // it
        // then has execvp(3), which gives such a script to a shell.
        if (pid == -Errno.ENOEXEC.number() && request.cwd().isPresent()) {
            List<String> script = new ArrayList<>(List.of("/bin/sh", program));
            script.addAll(argv.subList(1, argv.size()));
            pid = spawn("/bin/sh", script, env, cwd, request, ends);
        }
        return LibcProcess.check(pid);
    }

    private int spawn(
            String program,
            List<String> argv,
            Map<String, String> env,
            String cwd,
            SpawnRequest request,
            Ends ends) {
        LibcSpawn.Standing standing = LibcSpawn.Standing.PARENTS_GROUP;
        if (request.setting().terminal().isPresent()) {
            standing = LibcSpawn.Standing.OWN_SESSION;
        } else if (request.ownGroup()) {
            standing = LibcSpawn.Standing.OWN_GROUP;
        }
        LibcSpawn.Plan plan =
                new LibcSpawn.Plan(program, argv, env, cwd, ends.moves, ends.firstFree, standing);
        IntSupplier start =
                request.setting().isStoppedInExec()
                        ? () -> ExecStop.spawn(plan, isModern)
                        : () -> LibcSpawn.spawn(plan, isModern);
        Optional<Idset> cpus = request.setting().cpus();
        return cpus.isEmpty() ? start.getAsInt() : LibcSpawn.Affinity.inherited(cpus.get(), start);
    }

    /// The directory, or the fallback after telling the child's standard error why.
    private static String enterable(String wanted, List<LibcSpawn.Move> moves) {
        Errno problem = LibcAccess.entering(wanted);
        if (problem.number() == 0) {
            return wanted;
        }
        int stderr = 2;
        for (LibcSpawn.Move move : moves) {
            if (move.to() == 2) {
                stderr = move.from();
            }
        }
        if (stderr >= 0) {
            String line =
                    "Could not change dir to "
                            + wanted
                            + ": "
                            + problem.text()
                            + ". Going to "
                            + FALLBACK_CWD
                            + " instead\n";
            LibcProcess.write(stderr, SystemText.encode(line));
        }
        return FALLBACK_CWD;
    }

    /// The file to run, as execvp finds it.
    private static String locate(String program, String searchPath, String cwd) {
        if (program.isEmpty()) {
            throw new FluxException(Errno.ENOENT);
        }
        if (program.indexOf('/') >= 0) {
            return program;
        }
        Errno problem = Errno.ENOENT;
        int from = 0;
        while (from <= searchPath.length()) {
            int colon = searchPath.indexOf(':', from);
            int to = colon < 0 ? searchPath.length() : colon;
            String directory = from == to ? "." : searchPath.substring(from, to);
            String found = directory + "/" + program;
            boolean relative = !found.startsWith("/") && !cwd.isEmpty();
            Errno denied = LibcAccess.running(relative ? cwd + "/" + found : found);
            if (denied.number() == 0) {
                return found;
            }
            if (denied.equals(Errno.EACCES)) {
                problem = denied;
            }
            from = to + 1;
        }
        throw new FluxException(problem);
    }

    private void watch(OsChildProcess child) {
        int pidfd = isModern ? LibcProcess.pidfd(child.pid()) : -1;
        if (pidfd >= 0) {
            descriptors.whenReadable(
                    pidfd,
                    () -> {
                        child.reap();
                        if (!child.exit().isDone()) {
                            poll(child);
                        }
                    });
        } else {
            poll(child);
        }
    }

    /// Looks at that child again and again until it has ended.
    private void poll(OsChildProcess child) {
        if (!polled.contains(child)) {
            polled.add(child);
        }
        if (poll == null) {
            poll = reactor.every(STOP_POLL, this::pollAll);
        }
    }

    private void pollAll() {
        for (OsChildProcess child : List.copyOf(polled)) {
            child.reap();
        }
        polled.removeIf(child -> child.exit().isDone());
        if (polled.isEmpty() && poll != null) {
            poll.cancel();
            poll = null;
        }
    }

    @Override
    public PseudoTerminal openTerminal() {
        reactor.checkConfined();
        return OsPseudoTerminal.open(reactor, descriptors);
    }
}
