package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.shell.job.RunningJob;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellLog;
import fluxj.shell.spi.ShellTask;
import fluxj.subprocess.SubprocessServer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The tasks of this shell, from their making to the end of the last.
final class LocalTasks {
    /// Hears of what becomes of them.
    interface Listener {
        /// A task's command and environment may be changed; true when all went well.
        boolean init(LocalTask task);

        /// A task is started next.
        void starting(LocalTask task);

        /// A task runs.
        void forked(LocalTask task);

        /// A task has ended.
        void ended(LocalTask task);

        /// All have.
        void allEnded();
    }

    /// Where and how they run.
    ///
    /// @param grouped true gives each a process group of its own
    record Setting(String hostname, Optional<String> cwd, boolean grouped) {}

    /// The kernel reads no more of a script's first line.
    private static final int SCRIPT_LINE = 256;

    private static final int EXIT_DENIED = 126;
    private static final int EXIT_NOT_FOUND = 127;

    private final List<LocalTask> tasks = new ArrayList<>();
    private final List<Integer> missedSignals = new ArrayList<>(0);
    private final SubprocessServer server;
    private final Holds holds;
    private final ShellLog log;
    private Runnable onNone = () -> {};
    private boolean started;
    private int running;

    LocalTasks(SubprocessServer server, Holds holds, ShellLog log) {
        this.server = server;
        this.holds = holds;
        this.log = log;
    }

    /// Makes the tasks of this node; none is started.
    void create(RunningJob job, Map<String, String> environment) {
        int index = 0;
        for (int rank : job.node().tasks().stream().toArray()) {
            tasks.add(new LocalTask(index++, rank, job.command(), environment));
        }
    }

    List<? extends ShellTask> all() {
        return tasks;
    }

    /// Takes something as said by a task that does not run yet.
    void say(int index, String stream, byte[] bytes) {
        tasks.get(index).say(stream, bytes);
    }

    boolean isAnyRunning() {
        return running > 0;
    }

    /// Makes them ready to be started.
    ///
    /// @throws ShellFailure when one cannot be
    void init(Listener listener) {
        for (LocalTask task : tasks) {
            if (!listener.init(task)) {
                throw new ShellFailure("failed to initialize taskid=" + task.rank());
            }
        }
    }

    /// Starts them all, unless something goes wrong meanwhile.
    ///
    /// @param goesOn false stops it
    /// @throws ShellFailure when one cannot be started, with the shell's exit code (spec services
    ///   15.2)
    void start(Setting setting, Listener listener, BooleanSupplier goesOn) {
        for (LocalTask task : tasks) {
            if (!goesOn.getAsBoolean()) {
                return;
            }
            listener.starting(task);
            startOne(task, setting, listener);
        }
        started = true;
        missedSignals.forEach(this::kill);
        missedSignals.clear();
        if (tasks.isEmpty()) {
            listener.allEnded();
        }
    }

    private void startOne(LocalTask task, Setting setting, Listener listener) {
        Hold hold = holds.add("task" + task.rank());
        running++;
        try {
            task.start(
                    server,
                    setting.cwd(),
                    setting.grouped(),
                    ended -> {
                        running--;
                        listener.ended(ended);
                        if (running == 0 && started) {
                            listener.allEnded();
                        }
                        hold.release();
                        if (running == 0) {
                            onNone.run();
                        }
                    });
        } catch (FluxException e) {
            running--;
            String program = task.command().isEmpty() ? "" : task.command().getFirst();
            throw new ShellFailure(
                    exitCode(e.errno()),
                    "task "
                            + task.rank()
                            + " (host "
                            + setting.hostname()
                            + "): start failed: "
                            + program
                            + ": "
                            + e.errno().text()
                            + hint(e.errno(), program, setting.cwd()));
        }
        listener.forked(task);
    }

    /// What `No such file or directory` is about when the program itself is there.
    private static String hint(Errno errno, String program, Optional<String> cwd) {
        if (!errno.equals(Errno.ENOENT) || program.indexOf('/') < 0) {
            return "";
        }
        Path file = Path.of(cwd.orElse("")).resolve(program);
        try (InputStream in = Files.newInputStream(file)) {
            String line =
                    new String(in.readNBytes(SCRIPT_LINE), StandardCharsets.UTF_8)
                            .lines()
                            .findFirst()
                            .orElse("");
            return line.startsWith("#!")
                    ? " (interpreter of this script: " + line.substring(2).strip() + ")"
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static int exitCode(Errno errno) {
        if (errno.equals(Errno.ENOENT)) {
            return EXIT_NOT_FOUND;
        }
        return errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES) ? EXIT_DENIED : 1;
    }

    /// Sends a signal to all that run, or as soon as they do.
    void kill(int signum) {
        if (!started && running == 0 && signum != Signum.SIGKILL) {
            missedSignals.add(signum);
            return;
        }
        for (LocalTask task : tasks) {
            try {
                task.kill(signum);
            } catch (FluxException e) {
                log.error(
                        "kill task " + task.rank() + ": signal " + signum + ": " + e.getMessage());
            }
        }
    }

    /// Runs `next` when none runs any more, or the limit has passed.
    void awaitEnd(Reactor reactor, Duration limit, Runnable next) {
        if (running == 0) {
            next.run();
            return;
        }
        Deferred<Empty> over = new Deferred<>();
        onNone = () -> over.complete(Empty.EMPTY);
        Timer timer = reactor.after(limit, () -> over.complete(Empty.EMPTY));
        over.then(
                _ -> {
                    timer.cancel();
                    next.run();
                },
                _ -> {});
    }

    /// The highest exit code of all.
    int exitCode() {
        int highest = 0;
        for (LocalTask task : tasks) {
            highest = Math.max(highest, task.status().map(WaitStatus::exitCode).orElse(0));
        }
        return highest;
    }
}
