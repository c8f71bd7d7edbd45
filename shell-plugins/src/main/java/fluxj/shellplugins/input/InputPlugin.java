package fluxj.shellplugins.input;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.shell.spi.KvsLimit;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellEventlog;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellTask;
import fluxj.subprocess.IoObject;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Feeds tasks. The leader takes input from outside, writes it to the job's `input` eventlog (RFC
/// 24) and hands it to its own tasks; the other shells follow the eventlog.
final class InputPlugin implements ShellPlugin {
    private static final String STDIN = "stdin";
    private static final String ALL = "all";

    private final ShellContext shell;
    private final InputSettings settings;
    private Idset open;
    private long bytes;
    private @Nullable ShellEventlog eventlog;
    private RpcClient.@Nullable Stream watch;

    private InputPlugin(ShellContext shell) {
        this.shell = shell;
        settings = InputSettings.of(shell.options());
        open = Idset.EMPTY;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "input";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new InputPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        if (shell.job().isLeader()) {
            lead();
        }
        if (settings.file().isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        String path = settings.file().get();
        return shell.reactor()
                .blocking(() -> whyUnreadable(shell.file(path)))
                .map(
                        reason -> {
                            if (!reason.isEmpty()) {
                                shell.fail(
                                        new ShellFailure(
                                                "error opening input file '"
                                                        + path
                                                        + "': "
                                                        + reason));
                            }
                            shell.tasks()
                                    .forEach(task -> task.stdinFrom(shell.file(path).toString()));
                            return Empty.EMPTY;
                        });
    }

    private static String whyUnreadable(Path path) {
        if (!Files.exists(path)) {
            return Errno.ENOENT.text();
        }
        return Files.isReadable(path) ? "" : Errno.EACCES.text();
    }

    private void lead() {
        ShellEventlog log = shell.eventlog("input", settings.batch());
        eventlog = log;
        shell.log()
                .debug(
                        String.format(
                                Locale.ROOT,
                                "input batch timeout = %.3fs",
                                settings.batch().toMillis() / 1000.0));
        log.append(
                "header",
                JsonObject.builder()
                        .put("version", 1)
                        .put("encoding", JsonObject.of(STDIN, "UTF-8"))
                        .put("count", JsonObject.of(STDIN, 1))
                        .put("options", JsonObject.EMPTY)
                        .build());
        if (settings.file().isPresent()) {
            log.append(
                    "redirect",
                    JsonObject.builder()
                            .put("stream", STDIN)
                            .put("rank", ALL)
                            .put("path", settings.file().get())
                            .build());
        } else {
            open = Idset.upTo(shell.job().taskCount());
            shell.messages().serve(ShellProtocol.STDIN, this::stdin);
        }
    }

    /// @throws FluxException EPIPE when none of the tasks meant takes more
    private void stdin(Call<IoObject, Empty> call) {
        IoObject io = call.body();
        Idset ranks = io.rank().equals(ALL) ? open : ranks(io.rank());
        if (open.isEmpty() || !open.containsAll(ranks)) {
            throw new FluxException(Errno.EPIPE);
        }
        byte[] data = io.bytes();
        bytes += data.length;
        if (bytes > settings.limit().bytes()) {
            shell.fail(
                    new ShellFailure(
                            "stdin exceeds "
                                    + KvsLimit.show(settings.limit().bytes())
                                    + " limit. Try file input (flux submit --input=FILE) or"
                                    + " redirect input to your command to avoid the KVS for large"
                                    + " amounts of input"));
            // Whoever sends would take an error for one of its own, and say so in place of this
            // one.
            call.reply(Empty.EMPTY);
            return;
        }
        ShellEventlog log = eventlog;
        if (log != null) {
            log.append("data", RecordCodec.encode(io));
            if (io.isEnd()) {
                log.flush();
            }
        }
        if (io.isEnd()) {
            open = open.minus(ranks);
        }
        feed(ranks, data, io.isEnd());
        call.reply(Empty.EMPTY);
    }

    private static Idset ranks(String text) {
        try {
            return Idset.parse(text);
        } catch (FormatException e) {
            throw new FluxException(Errno.EPROTO, "invalid rank " + text);
        }
    }

    private void feed(Idset ranks, byte[] data, boolean isEnd) {
        for (ShellTask task : shell.tasks()) {
            if (ranks.contains(task.rank())) {
                feed(task, data, isEnd);
            }
        }
    }

    private void feed(ShellTask task, byte[] data, boolean isEnd) {
        boolean ends = isEnd;
        if (data.length > task.room(STDIN)) {
            shell.log().warn("task " + task.rank() + ": buffer full, closing stdin");
            ends = true;
        } else if (data.length > 0) {
            task.write(STDIN, data);
        }
        if (ends) {
            task.end(STDIN);
        }
    }

    @Override
    public void start() {
        if (shell.job().isLeader() || settings.file().isPresent() || shell.tasks().isEmpty()) {
            return;
        }
        watch =
                shell.rpc()
                        .open(
                                JobInfoProtocol.EVENTLOG_WATCH,
                                Message.NODEID_ANY,
                                JobInfoProtocol.WatchEvents.of(
                                        shell.job().id().value(),
                                        "guest.input",
                                        JobInfoProtocol.WAITCREATE),
                                line -> line.event().ifPresent(this::follow),
                                this::ended);
    }

    private void follow(String line) {
        for (Eventlog.Event event : Eventlog.decode(line.getBytes(StandardCharsets.UTF_8))) {
            if (event.name().equals("data")) {
                try {
                    IoObject io =
                            RecordCodec.decode(
                                    IoObject.class, event.context().orElse(JsonObject.EMPTY));
                    feed(
                            io.rank().equals(ALL)
                                    ? Idset.upTo(shell.job().taskCount())
                                    : ranks(io.rank()),
                            io.bytes(),
                            io.isEnd());
                } catch (JsonException e) {
                    shell.fail(new ShellFailure("malformed input event context"));
                }
            }
        }
    }

    private void ended(FluxException error) {
        watch = null;
        if (!error.errno().equals(Errno.ENODATA) && !shell.tasks().isEmpty()) {
            shell.fail(new ShellFailure("flux_job_event_watch_get: " + error.getMessage()));
        }
    }

    @Override
    public Promise<Empty> exit() {
        RpcClient.Stream following = watch;
        if (following != null) {
            watch = null;
            following.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL);
            following.forget();
        }
        return Promise.of(Empty.EMPTY);
    }
}
