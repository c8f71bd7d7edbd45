package fluxj.broker;

import fluxj.rpc.RpcClient;
import fluxj.services.log.LogProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Sends log records to the parent. What is logged before the overlay is up waits for it; of too
/// much the oldest is dropped.
final class LogForwarder {
    private static final int LIMIT = 1024;

    private final RpcClient rpc;
    private final Deque<String> waiting = new ArrayDeque<>();
    private boolean open;

    LogForwarder(RpcClient rpc) {
        this.rpc = rpc;
    }

    void forward(String record) {
        if (open) {
            send(record);
            return;
        }
        waiting.add(record);
        if (waiting.size() > LIMIT) {
            waiting.remove();
        }
    }

    /// The parent can be reached.
    void open() {
        open = true;
        while (!waiting.isEmpty()) {
            send(waiting.remove());
        }
    }

    private void send(String record) {
        rpc.send(
                LogProtocol.APPEND,
                Message.NODEID_UPSTREAM,
                Payload.ofBytes(record.getBytes(StandardCharsets.UTF_8)));
    }
}
