package fluxj.cli.exec;

import fluxj.cli.NodeTarget;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.WaitStatus;
import fluxj.rpc.RpcClient;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

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

    /// Sends `method` (`exec` or `attach`) of a subprocess service.
    static RemoteProcess open(
            FluxClient client, String topic, int rank, JsonObject body, Listener listener) {
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

    private void onResponse(Response response) {
        JsonObject item = FluxClient.body(response);
        switch (item.text("type").orElse("")) {
            case "started", "attached" -> {
                pid = item.whole("pid").orElse(-1L).intValue();
                started = true;
                listener.onStarted(this);
            }
            case "output" -> onOutput(item.object("io").orElse(JsonObject.EMPTY));
            case "add-credit" -> {
                JsonObject channels = item.object("channels").orElse(JsonObject.EMPTY);
                credits += channels.whole("stdin").orElse(0L).intValue();
                listener.onCredit(this);
            }
            case "finished" -> status = new WaitStatus(item.whole("status").orElse(0L).intValue());
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
        JsonObject.Builder io = io();
        try {
            io.put(
                    "data",
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString());
        } catch (CharacterCodingException e) {
            io.put("encoding", "base64").put("data", Base64.getEncoder().encodeToString(data));
        }
        sendInput(io.build());
    }

    /// Ends its input.
    void closeInput() {
        sendInput(io().put("eof", true).build());
    }

    private JsonObject.Builder io() {
        return JsonObject.builder().put("stream", "stdin").put("rank", Integer.toString(rank));
    }

    private void sendInput(JsonObject io) {
        if (stream != null && isAlive()) {
            JsonObject body =
                    JsonObject.builder()
                            .put("matchtag", stream.request().matchtag())
                            .put("io", (JsonValue) io)
                            .build();
            client.rpc().send(service + ".write", rank, Payload.of(body));
        }
    }

    /// Signals it, not waiting for the answer.
    void kill(int signum) {
        if (started && isAlive()) {
            JsonObject body = JsonObject.builder().put("pid", pid).put("signum", signum).build();
            client.rpc()
                    .request(service + ".kill", rank, Payload.of(body), 0)
                    .then(_ -> {}, _ -> {});
        }
    }

    /// The body of a request for a process by pid, or by label where `target` is no number.
    static JsonObject.Builder named(String target) {
        int number = NodeTarget.number(target);
        JsonObject.Builder body = JsonObject.builder().put("pid", number > 0 ? number : -1);
        return number > 0 ? body : body.put("label", target);
    }

    /// Any rank, as the commands write it.
    static final int ANY_RANK = Message.NODEID_ANY;
}
