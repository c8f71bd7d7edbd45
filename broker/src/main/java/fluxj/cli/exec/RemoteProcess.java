package fluxj.cli.exec;

import fluxj.cli.NodeTarget;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.platform.WaitStatus;
import fluxj.rpc.RpcClient;
import fluxj.rpc.StreamMethod;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.Kill;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.services.rexec.RexecProtocol.Write;
import fluxj.subprocess.IoObject;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// One process on one broker, seen from the command that started it or attached to it (RFC 42, spec
/// broker 7.8).
final class RemoteProcess {
    /// Takes what the process does.
    interface Listener {
        void onStarted(RemoteProcess process);

        void onOutput(RemoteProcess process, String stream, byte[] data);

        /// The process can take more input.
        void onCredit(RemoteProcess process);

        /// It has ended and said all it had to say.
        void onFinished(RemoteProcess process, WaitStatus status);

        /// It could not be started, or contact was lost.
        void onFailed(RemoteProcess process, FluxException error);
    }

    private static final String STDIN = "stdin";

    private final FluxClient client;
    private final String service;
    private final int rank;
    private final Listener listener;
    private RpcClient.@Nullable Stream stream;
    private @Nullable WaitStatus status;
    private int pid = -1;
    private int credits;
    private boolean started;
    private boolean over;

    private RemoteProcess(FluxClient client, String service, int rank, Listener listener) {
        this.client = client;
        this.service = service;
        this.rank = rank;
        this.listener = listener;
    }

    /// Begins with `exec` or `attach` of a subprocess service.
    static <Q extends Record> RemoteProcess open(
            FluxClient client, StreamMethod<Q, News> method, int rank, Q body, Listener listener) {
        String topic = method.topic();
        String service = topic.substring(0, topic.lastIndexOf('.'));
        RemoteProcess process = new RemoteProcess(client, service, rank, listener);
        process.stream =
                client.rpc()
                        .openRaw(
                                topic, rank, Payload.of(body), process::onResponse, process::onEnd);
        return process;
    }

    int rank() {
        return rank;
    }

    int credits() {
        return credits;
    }

    /// True once the server has said so.
    boolean isStarted() {
        return started;
    }

    /// True until it has ended or failed.
    boolean isAlive() {
        return !over && status == null;
    }

    /// Output may be a message a line: it is read as it is, a record of each would double the time.
    private void onResponse(Response response) {
        JsonObject item = FluxClient.body(response);
        if (item.text("type").orElse("").equals("output")) {
            onOutput(item.object("io").orElse(JsonObject.EMPTY));
        } else {
            onNews(response.payload().as(News.class));
        }
    }

    private void onNews(News news) {
        switch (news.type()) {
            case "started", "attached" -> {
                pid = news.pid().orElse(-1);
                started = true;
                listener.onStarted(this);
            }
            case "add-credit" -> {
                credits += news.channels().map(all -> all.getOrDefault("stdin", 0)).orElse(0);
                listener.onCredit(this);
            }
            case "finished" -> status = new WaitStatus(news.status().orElse(0));
            default -> {
                // Such as "stopped", which changes nothing here.
            }
        }
    }

    private void onOutput(JsonObject io) {
        String data = io.text("data").orElse("");
        byte[] bytes =
                io.text("encoding").orElse("").equals("base64")
                        ? Base64.getDecoder().decode(data)
                        : data.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            listener.onOutput(this, io.text("stream").orElse("stdout"), bytes);
        }
    }

    private void onEnd(FluxException error) {
        over = true;
        if (error.errno().equals(Errno.ECONNABORTED)) {
            // This side has hung up, and needs no news.
            return;
        }
        if (error.errno().equals(Errno.ENODATA) && status != null) {
            listener.onFinished(this, status);
        } else {
            listener.onFailed(this, error);
        }
    }

    /// Sends input; it must fit the credits when flow control is on.
    void write(byte[] data) {
        credits -= data.length;
        sendInput(IoObject.of(STDIN, rank, data));
    }

    /// Ends its input.
    void closeInput() {
        sendInput(IoObject.end(STDIN, rank));
    }

    private void sendInput(IoObject io) {
        if (stream != null && isAlive()) {
            client.rpc()
                    .send(
                            RexecProtocol.WRITE.in(service),
                            rank,
                            new Write(stream.request().matchtag(), io));
        }
    }

    /// Signals it, not waiting for the answer.
    void kill(int signum) {
        if (started && isAlive()) {
            client.ask(
                            RexecProtocol.KILL.in(service),
                            rank,
                            new Kill(pid, signum, Optional.empty()))
                    .then(_ -> {}, _ -> {});
        }
    }

    /// The number that a process is asked for by; -1 when its label is what was given.
    static int pidOf(String target) {
        int number = NodeTarget.number(target);
        return number > 0 ? number : -1;
    }

    /// The label that a process is asked for by; empty when its number is what was given.
    static Optional<String> labelOf(String target) {
        return NodeTarget.number(target) > 0 ? Optional.empty() : Optional.of(target);
    }

    /// Any rank, as the commands write it.
    static final int ANY_RANK = Message.NODEID_ANY;
}
