package fluxj.services.jobingest;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.services.rexec.RexecProtocol.Kill;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.services.rexec.RexecProtocol.Write;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecFlags;
import fluxj.subprocess.IoObject;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// A process that reads jobs as lines of JSON and answers each with one, in order (spec services
/// 10). It is made for a job, and told to end, by the end of its input, when none came for a while.
final class Worker {
    /// How long a process is kept that has nothing to do.
    static final Duration IDLE = Duration.ofSeconds(5);

    private static final String STDIN = "stdin";
    private static final String DIED = "Unrecoverable error: worker unexpectedly exited";

    /// What its crew hears.
    interface Listener {
        /// The process has ended.
        void ended(Worker worker);

        /// A job was answered with an error.
        void refused();
    }

    private record Answer(int errnum, Optional<String> errstr, Optional<JsonObject> data) {}

    private final ServiceContext context;
    private final String name;
    private final Listener listener;
    private final RpcClient.Stream stream;
    private final Deque<Deferred<Optional<JsonObject>>> waiting = new ArrayDeque<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable Timer idle;
    private int pid;
    private boolean closed;
    private boolean ended;

    Worker(ServiceContext context, String name, Command command, Listener listener) {
        this.context = context;
        this.name = name;
        this.listener = listener;
        stream =
                context.rpc()
                        .open(
                                RexecProtocol.EXEC,
                                Message.NODEID_ANY,
                                new Exec(
                                        command.toJson(),
                                        ExecFlags.STDOUT | ExecFlags.STDERR,
                                        Optional.empty()),
                                this::news,
                                this::end);
    }

    int pid() {
        return pid;
    }

    int backlog() {
        return waiting.size();
    }

    boolean isClosed() {
        return closed;
    }

    /// Hands it a job.
    ///
    /// @return the jobspec that it answers with, if any
    Promise<Optional<JsonObject>> request(JsonObject job) {
        Deferred<Optional<JsonObject>> answer = new Deferred<>();
        if (idle != null) {
            idle.cancel();
        }
        waiting.add(answer);
        write(IoObject.of(STDIN, 0, (job + "\n").getBytes(StandardCharsets.UTF_8)));
        return answer;
    }

    private void write(IoObject io) {
        context.rpc()
                .send(
                        RexecProtocol.WRITE,
                        Message.NODEID_ANY,
                        new Write(stream.request().matchtag(), io));
    }

    /// Lets it finish what it has, and end.
    void close() {
        if (!closed) {
            closed = true;
            if (idle != null) {
                idle.cancel();
            }
            write(IoObject.end(STDIN, 0));
        }
    }

    /// Does not wait for it any longer.
    void kill() {
        context.rpc()
                .call(
                        RexecProtocol.KILL,
                        Message.NODEID_ANY,
                        new Kill(pid, Signum.SIGKILL, Optional.empty()))
                .then(
                        _ -> {},
                        error ->
                                context.log()
                                        .err(
                                                "kill "
                                                        + name
                                                        + " (pid="
                                                        + pid
                                                        + "): "
                                                        + error.getMessage()));
    }

    private void news(News news) {
        switch (news.type()) {
            case "started" -> pid = news.pid().orElse(0);
            case "output" -> news.io().ifPresent(this::output);
            case "finished" -> news.status().map(WaitStatus::new).ifPresent(this::finished);
            default -> {
                // Such as "stopped", which changes nothing here.
            }
        }
    }

    private void output(IoObject io) {
        String text = new String(io.bytes(), StandardCharsets.UTF_8);
        if (io.stream().equals("stderr")) {
            text.lines().forEach(line -> context.log().debug(name + ": " + line));
            return;
        }
        partial.append(text);
        int from = 0;
        for (int at = partial.indexOf("\n"); at >= 0; at = partial.indexOf("\n", from)) {
            answer(partial.substring(from, at));
            from = at + 1;
        }
        partial.delete(0, from);
        if (io.isEnd()) {
            failAll();
        }
    }

    private void answer(String line) {
        @Nullable Deferred<Optional<JsonObject>> first = waiting.poll();
        if (first == null) {
            context.log().err(name + ": dropping orphan response: '" + line + "'");
            return;
        }
        if (waiting.isEmpty() && !closed) {
            idle = context.reactor().after(IDLE, this::close);
        }
        try {
            Answer read = RecordCodec.decode(Answer.class, JsonObject.parse(line));
            if (read.errnum() == 0) {
                first.complete(read.data());
                return;
            }
            listener.refused();
            first.fail(new FluxException(new Errno(read.errnum()), read.errstr().orElse("")));
        } catch (JsonException _) {
            context.log().err(name + ": json_unpack '" + line + "' failed");
            listener.refused();
            first.fail(new FluxException(Errno.EINVAL));
        }
    }

    private void finished(WaitStatus status) {
        if (!status.isSuccess()) {
            context.log()
                    .err(
                            name
                                    + (status.isExited()
                                            ? ": exited with rc=" + status.exitCode()
                                            : ": killed by " + Signum.text(status.signum())));
        }
    }

    private void end(FluxException error) {
        if (!error.errno().equals(Errno.ENODATA)) {
            context.log().err(name + ": " + error.getMessage());
        }
        failAll();
        closed = true;
        if (idle != null) {
            idle.cancel();
        }
        if (!ended) {
            ended = true;
            listener.ended(this);
        }
    }

    private void failAll() {
        for (@Nullable Deferred<Optional<JsonObject>> next = waiting.poll();
                next != null;
                next = waiting.poll()) {
            listener.refused();
            next.fail(new FluxException(Errno.EPROTO, DIED));
        }
    }
}
