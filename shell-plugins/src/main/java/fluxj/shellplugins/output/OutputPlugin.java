package fluxj.shellplugins.output;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.json.RecordCodec;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.KvsLimit;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellLogLine;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellTask;
import fluxj.shell.spi.TaskStream;
import fluxj.shellplugins.output.OutputSettings.Target;
import fluxj.subprocess.IoObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Brings the output of tasks where the option `output` wants it.
final class OutputPlugin implements ShellPlugin {
    private static final String STDOUT = "stdout";
    private static final String STDERR = "stderr";
    private static final String SINGLE_USER_LIMIT = "1G";
    private static final String GUEST_LIMIT = "10M";

    private final ShellContext shell;
    private final OutputSettings settings;
    private final Map<String, FileSink> files = new LinkedHashMap<>();
    private final List<Call<ShellProtocol.Credits, ShellProtocol.Credits>> waiting =
            new ArrayList<>(0);
    private @Nullable KvsSink kvs;
    private @Nullable OutputSink logs;
    private @Nullable Hold others;
    private Map<Integer, Map<String, OutputSink>> sinks = new LinkedHashMap<>();

    private OutputPlugin(ShellContext shell) {
        this.shell = shell;
        settings = OutputSettings.of(shell.options());
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "output";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new OutputPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        settings.complaints().forEach(shell.log()::error);
        return openFiles().flatMap(this::connect);
    }

    /// The files of this shell's tasks, opened off the reactor.
    private Promise<Map<String, OutputStream>> openFiles() {
        Map<String, Boolean> wanted = new LinkedHashMap<>();
        for (ShellTask task : shell.tasks()) {
            path(settings.stdout(), task)
                    .ifPresent(path -> wanted.putIfAbsent(path, settings.stdout().label()));
            path(settings.stderr(), task)
                    .ifPresent(path -> wanted.putIfAbsent(path, settings.stderr().label()));
        }
        if (wanted.isEmpty()) {
            return Promise.of(Map.of());
        }
        return shell.reactor()
                .blocking(
                        () -> {
                            Map<String, OutputStream> opened = new LinkedHashMap<>();
                            for (String path : wanted.keySet()) {
                                opened.put(path, open(path));
                            }
                            return opened;
                        })
                .map(
                        opened -> {
                            opened.forEach(
                                    (path, file) ->
                                            files.put(
                                                    path,
                                                    new FileSink(
                                                            shell,
                                                            path,
                                                            file,
                                                            wanted.getOrDefault(path, false),
                                                            this::resume)));
                            return opened;
                        });
    }

    private OutputStream open(String path) {
        List<OpenOption> options =
                List.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        settings.append()
                                ? StandardOpenOption.APPEND
                                : StandardOpenOption.TRUNCATE_EXISTING);
        try {
            return Files.newOutputStream(shell.file(path), options.toArray(OpenOption[]::new));
        } catch (IOException e) {
            throw new FluxException(
                    FluxException.of(e).errno(),
                    "error opening output file '" + path + "': " + IoReason.of(e));
        }
    }

    /// The file that a task's stream goes to, if this shell is the one that writes it.
    private Optional<String> path(Target target, ShellTask task) {
        return target.template()
                .filter(template -> shell.job().isLeader() || shell.templates().differs(template))
                .map(template -> shell.templates().render(template, task));
    }

    private Promise<Empty> connect(Map<String, OutputStream> opened) {
        OutputSink common;
        Promise<Empty> ready = Promise.of(Empty.EMPTY);
        if (shell.job().isLeader()) {
            KvsSink eventlog = lead();
            common = eventlog;
            // The other shells write to the log only when it is there.
            if (shell.job().size() > 1) {
                ready = eventlog.eventlog().flush();
            }
        } else {
            common = new LeaderSink(shell, settings.credits(), this::resume);
        }
        for (ShellTask task : shell.tasks()) {
            Map<String, OutputSink> own = new LinkedHashMap<>();
            own.put(STDOUT, sink(settings.stdout(), task, common));
            own.put(STDERR, sink(settings.stderr(), task, common));
            sinks.put(task.rank(), own);
            own.forEach((stream, sink) -> task.listen(stream, new Stream(task, stream, sink)));
            if (!settings.stdout().lineBuffered()) {
                task.unbuffered(STDOUT);
            }
            if (!settings.stderr().lineBuffered()) {
                task.unbuffered(STDERR);
            }
        }
        if (settings.stderr().template().isPresent()) {
            logs = shell.tasks().isEmpty() ? common : sinkOf(shell.tasks().getFirst(), STDERR);
            shell.log().limit("eventlog", ShellLevel.QUIET);
        }
        return ready;
    }

    private OutputSink sink(Target target, ShellTask task, OutputSink common) {
        return path(target, task).map(path -> (OutputSink) fileSink(path)).orElse(common);
    }

    private FileSink fileSink(String path) {
        FileSink sink = files.get(path);
        if (sink == null) {
            throw new IllegalStateException("not opened: " + path);
        }
        return sink;
    }

    private OutputSink sinkOf(ShellTask task, String stream) {
        Map<String, OutputSink> own = sinks.get(task.rank());
        OutputSink sink = own == null ? null : own.get(stream);
        if (sink == null) {
            throw new IllegalStateException("no " + stream + " of task " + task.rank());
        }
        return sink;
    }

    private KvsSink lead() {
        KvsSink sink =
                new KvsSink(
                        shell.eventlog("output", settings.batch()),
                        new OutputLimit(
                                KvsLimit.of(
                                        "output.limit",
                                        settings.limit(),
                                        shell.job().isSingleUser()
                                                ? SINGLE_USER_LIMIT
                                                : GUEST_LIMIT,
                                        OutputLimit.MOST),
                                shell.log()));
        kvs = sink;
        shell.log()
                .debug(
                        String.format(
                                Locale.ROOT,
                                "batch timeout = %.3fs",
                                settings.batch().toMillis() / 1000.0));
        sink.begin(shell.job().taskCount());
        redirect(sink, STDOUT, settings.stdout());
        redirect(sink, STDERR, settings.stderr());
        sink.eventlog().onCaughtUp(this::resume);
        if (shell.job().size() > 1) {
            others = shell.hold("output.service");
            shell.messages().serve(ShellProtocol.WRITE, this::write);
            shell.messages().serve(ShellProtocol.WRITE_GETCREDIT, this::credit);
        }
        return sink;
    }

    private void redirect(KvsSink sink, String stream, Target target) {
        target.template()
                .ifPresent(
                        template ->
                                sink.redirect(
                                        stream,
                                        shell.job().taskCount(),
                                        shell.templates().renderCommon(template)));
    }

    /// What another shell wants written: in the file of this shell's first task, if there is one.
    private void write(Call<ShellProtocol.Write, Empty> call) {
        String name = call.body().name();
        KvsSink eventlog = kvs;
        boolean isData = name.equals("data");
        String stream = isData ? call.body().context().text("stream").orElse(STDERR) : STDERR;
        Target target = stream.equals(STDOUT) ? settings.stdout() : settings.stderr();
        if (target.template().isPresent() && !shell.tasks().isEmpty()) {
            OutputSink file = sinkOf(shell.tasks().getFirst(), stream);
            if (isData) {
                IoObject io = RecordCodec.decode(IoObject.class, call.body().context());
                if (io.bytes().length > 0) {
                    file.data(stream, Integer.parseInt(io.rank()), io.bytes());
                }
            } else {
                file.log(call.body().context());
            }
        } else if (eventlog != null) {
            eventlog.relay(name, call.body().context());
        }
        call.reply(Empty.EMPTY);
    }

    /// Nobody gets leave to write more while what was written waits.
    private void credit(Call<ShellProtocol.Credits, ShellProtocol.Credits> call) {
        if (isFull()) {
            waiting.add(call);
        } else {
            call.reply(call.body());
        }
    }

    private boolean isFull() {
        KvsSink eventlog = kvs;
        boolean full = eventlog != null && eventlog.isFull();
        for (FileSink file : files.values()) {
            full |= file.isFull();
        }
        return full;
    }

    private void resume() {
        shell.tasks().forEach(ShellTask::resume);
        if (!isFull()) {
            List<Call<ShellProtocol.Credits, ShellProtocol.Credits>> granted = List.copyOf(waiting);
            waiting.clear();
            granted.forEach(call -> call.reply(call.body()));
        }
    }

    private record Stream(ShellTask task, String stream, OutputSink sink) implements TaskStream {
        @Override
        public boolean takesMore() {
            return !sink.isFull();
        }

        /// What is not buffered comes in pieces of any size, and goes out by line all the same, the
        /// rest of it at once.
        @Override
        public void data(byte[] bytes) {
            int from = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == '\n' || at == bytes.length - 1) {
                    sink.data(stream, task.rank(), Arrays.copyOfRange(bytes, from, at + 1));
                    from = at + 1;
                }
            }
        }

        @Override
        public void end() {
            sink.end(stream, task.rank());
        }
    }

    @Override
    public void output(IoObject output) {
        Map<String, OutputSink> own = sinks.get(Integer.parseInt(output.rank()));
        OutputSink sink = own == null ? null : own.get(output.stream());
        if (sink == null) {
            throw new FluxException(
                    Errno.ENOENT, "no task " + output.rank() + " with " + output.stream());
        }
        if (output.bytes().length > 0) {
            sink.data(output.stream(), Integer.parseInt(output.rank()), output.bytes());
        }
    }

    @Override
    public void log(ShellLogLine line) {
        OutputSink sink = logs;
        if (sink != null) {
            sink.log(line.toContext());
        }
    }

    @Override
    public void tasksComplete() {
        KvsSink eventlog = kvs;
        if (eventlog != null) {
            eventlog.limit().summarise();
            eventlog.eventlog().flush();
        }
        Hold hold = others;
        if (hold != null) {
            hold.release();
        }
    }

    @Override
    public Promise<Empty> exit() {
        files.values().forEach(FileSink::close);
        return Promise.of(Empty.EMPTY);
    }
}
