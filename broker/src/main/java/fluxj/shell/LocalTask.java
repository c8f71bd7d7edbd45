package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.ProcessSetting;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.shell.spi.ShellProtocol.TaskInfo;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.TaskStream;
import fluxj.shell.spi.TaskTerminal;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecFlags;
import fluxj.subprocess.ExecListener;
import fluxj.subprocess.ExecRequest;
import fluxj.subprocess.Subprocess;
import fluxj.subprocess.SubprocessServer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A task of this shell: a process of its subprocess server.
final class LocalTask implements ShellTask {
    /// Input comes in bursts, so its buffer is larger than others.
    private static final String STDIN_BUFFER = "32M";

    /// Channels speak in short lines; one that is longer comes in pieces.
    private static final String CHANNEL_BUFFER = "64k";

    private final int index;
    private final int rank;
    private final Map<String, String> environment;
    private final Map<String, String> streamOptions = new LinkedHashMap<>();
    private final Map<String, TaskStream> listeners = new LinkedHashMap<>();
    private final List<String> channels = new ArrayList<>();
    private List<String> command;
    private ProcessSetting setting = ProcessSetting.USUAL;
    private Optional<TaskTerminal> terminal = Optional.empty();
    private Optional<Integer> pid = Optional.empty();
    private Optional<WaitStatus> status = Optional.empty();
    private @Nullable Subprocess process;
    private final Captured captured = new Captured();
    private boolean running;

    LocalTask(int index, int rank, List<String> command, Map<String, String> environment) {
        this.index = index;
        this.rank = rank;
        this.command = List.copyOf(command);
        this.environment = new LinkedHashMap<>(environment);
        streamOptions.put("stdin_BUFSIZE", STDIN_BUFFER);
        setenv("FLUX_TASK_LOCAL_ID", Integer.toString(index));
        setenv("FLUX_TASK_RANK", Integer.toString(rank));
    }

    /// Starts it.
    ///
    /// @param grouped true gives it a process group of its own
    /// @param onEnd run when it and its streams have ended
    /// @throws FluxException when the system does not start it
    void start(
            SubprocessServer server,
            Optional<String> cwd,
            boolean grouped,
            Consumer<LocalTask> onEnd) {
        Command start =
                Command.of(command, environment).withOpts(streamOptions).withChannels(channels);
        running = true;
        try {
            process =
                    server.exec(
                            new ExecRequest(
                                    cwd.map(start::withCwd).orElse(start),
                                    ExecFlags.STDOUT | ExecFlags.STDERR | ExecFlags.CHANNEL,
                                    grouped ? 0 : ExecFlags.NO_SETPGRP,
                                    false,
                                    setting),
                            new Listener(onEnd));
        } catch (FluxException e) {
            running = false;
            throw e;
        }
        terminal.ifPresent(
                on -> {
                    endStream("stderr");
                    if (!on.isCaptured()) {
                        endStream("stdout");
                    }
                });
    }

    /// Takes something as said by it.
    void say(String stream, byte[] bytes) {
        TaskStream listener = listeners.get(stream);
        if (listener != null) {
            listener.data(bytes);
        }
    }

    private void endStream(String name) {
        TaskStream listener = listeners.get(name);
        if (listener != null) {
            listener.end();
        }
    }

    /// What a task prints on a terminal, as its standard output.
    private final class Captured implements TaskStream {
        private boolean ended;
        private @Nullable Runnable then;

        @Override
        public boolean takesMore() {
            TaskStream listener = listeners.get("stdout");
            return listener == null || listener.takesMore();
        }

        @Override
        public void data(byte[] bytes) {
            TaskStream listener = listeners.get("stdout");
            if (listener != null) {
                listener.data(bytes);
            }
        }

        @Override
        public void end() {
            if (!ended) {
                ended = true;
                endStream("stdout");
                if (then != null) {
                    then.run();
                }
            }
        }

        void afterEnd(Runnable next) {
            if (ended) {
                next.run();
            } else {
                then = next;
            }
        }
    }

    private final class Listener implements ExecListener {
        private final Consumer<LocalTask> onEnd;

        Listener(Consumer<LocalTask> onEnd) {
            this.onEnd = onEnd;
        }

        @Override
        public void started(int number) {
            pid = Optional.of(number);
        }

        @Override
        public boolean takesMore() {
            for (TaskStream listener : listeners.values()) {
                if (!listener.takesMore()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void output(String stream, byte[] bytes) {
            say(stream, bytes);
        }

        @Override
        public void ended(String stream) {
            endStream(stream);
        }

        @Override
        public void finished(WaitStatus how) {
            status = Optional.of(how);
        }

        @Override
        public void done() {
            if (terminal.isPresent() && terminal.get().isCaptured()) {
                captured.afterEnd(this::over);
            } else {
                over();
            }
        }

        private void over() {
            running = false;
            onEnd.accept(LocalTask.this);
        }

        @Override
        public void failed(FluxException error) {
            running = false;
            status = Optional.of(WaitStatus.exited(1));
            onEnd.accept(LocalTask.this);
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public List<String> command() {
        return command;
    }

    @Override
    public void setCommand(List<String> words) {
        command = List.copyOf(words);
    }

    @Override
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    @Override
    public void setenv(String name, String value) {
        environment.put(name, value);
    }

    @Override
    public void unsetenv(String name) {
        environment.remove(name);
    }

    @Override
    public void listen(String stream, TaskStream listener) {
        if (listeners.putIfAbsent(stream, listener) != null) {
            throw new FluxException(
                    Errno.EEXIST, "task " + rank + ": " + stream + " has a listener");
        }
    }

    @Override
    public void addChannel(String name, TaskStream listener) {
        listen(name, listener);
        channels.add(name);
        streamOptions.put(name + "_BUFSIZE", CHANNEL_BUFFER);
    }

    @Override
    public void unbuffered(String stream) {
        streamOptions.put(stream + "_LINE_BUFFER", "false");
    }

    @Override
    public void stdinFrom(String path) {
        setting = setting.withStdin(path);
    }

    @Override
    public TaskStream runOn(TaskTerminal on) {
        terminal = Optional.of(on);
        setting = setting.onTerminal(on.device());
        return captured;
    }

    @Override
    public void runOnCpus(Idset cpus) {
        setting = setting.onCpus(cpus);
    }

    @Override
    public void stopInExec() {
        setting = setting.stoppedInExec();
    }

    @Override
    public void write(String stream, byte[] bytes) {
        Subprocess target = process;
        if (target == null) {
            throw new FluxException(Errno.EINVAL, "task " + rank + " was not started");
        }
        if (isTyped(stream)) {
            return;
        }
        if (bytes.length > target.room(stream)) {
            throw new FluxException(Errno.ENOSPC);
        }
        target.write(stream, bytes);
    }

    @Override
    public int room(String stream) {
        if (process == null) {
            return 0;
        }
        return isTyped(stream) ? Integer.MAX_VALUE : process.room(stream);
    }

    /// Standard input of a task on a terminal is what is typed there.
    private boolean isTyped(String stream) {
        return terminal.isPresent() && stream.equals("stdin");
    }

    @Override
    public void end(String stream) {
        if (process != null) {
            process.end(stream);
        }
    }

    @Override
    public void resume() {
        if (process != null) {
            process.resume();
        }
        terminal.ifPresent(TaskTerminal::resume);
    }

    @Override
    public void kill(int signum) {
        Subprocess target = process;
        if (target == null || !running) {
            return;
        }
        if (signum == Signum.SIGKILL) {
            terminal.ifPresent(TaskTerminal::giveUp);
        }
        try {
            target.kill(signum);
        } catch (FluxException e) {
            if (!e.errno().equals(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Optional<Integer> pid() {
        return pid;
    }

    @Override
    public Optional<WaitStatus> status() {
        return status;
    }

    @Override
    public TaskInfo info() {
        String state = status.isPresent() ? "Exited" : running ? "Running" : "Init";
        return new TaskInfo(
                index,
                rank,
                state,
                pid,
                status.map(WaitStatus::raw),
                status.map(WaitStatus::signum),
                status.map(WaitStatus::exitCode));
    }
}
