package fluxj.core.log;

import fluxj.reactor.Reactor;
import fluxj.routing.Router;
import fluxj.rpc.RpcClient;
import fluxj.service.Log;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Sends log records to the parent. What is logged before the overlay is up, or while the link to
/// the parent is full, waits; of too much the oldest is dropped, and how much is told. When there
/// is no parent any more, records are shown here.
public final class LogForwarder {
    private static final int LIMIT = 1024;
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final Reactor reactor;
    private final RpcClient rpc;
    private final Router router;
    private final Log log;
    private final Consumer<String> show;
    private final Deque<String> waiting = new ArrayDeque<>();
    private boolean open;
    private boolean sending;
    private boolean timed;
    private int dropped;

    /// Nothing is sent before [#open].
    ///
    /// @param log takes the line about records that were dropped
    /// @param show takes the records that no parent will get
    public LogForwarder(
            Reactor reactor, RpcClient rpc, Router router, Log log, Consumer<String> show) {
        this.reactor = reactor;
        this.rpc = rpc;
        this.router = router;
        this.log = log;
        this.show = show;
    }

    /// Sends a record when the parent takes it.
    public void forward(String record) {
        waiting.add(record);
        if (waiting.size() > LIMIT) {
            waiting.remove();
            dropped++;
        }
        flush();
    }

    /// The parent can be reached.
    public void open() {
        open = true;
        flush();
    }

    /// Sends what the parent takes now. What sending logs comes here as well: it waits its turn.
    private void flush() {
        if (!open || sending) {
            return;
        }
        sending = true;
        try {
            sendWaiting();
        } finally {
            sending = false;
        }
    }

    private void sendWaiting() {
        for (int left = waiting.size(); left > 0; left--) {
            switch (router.uplink()) {
                case OPEN -> send(waiting.remove());
                case GONE -> show.accept(waiting.remove());
                case FULL -> left = 0;
            }
        }
        if (waiting.isEmpty() && dropped > 0) {
            int count = dropped;
            dropped = 0;
            log.warning(count + " log records were dropped: the parent did not take them in time");
        }
        if (!waiting.isEmpty()) {
            again();
        }
    }

    private void again() {
        if (!timed) {
            timed = true;
            reactor.after(
                    AGAIN,
                    () -> {
                        timed = false;
                        flush();
                    });
        }
    }

    /// The broker ends: what still waits is shown.
    public void close() {
        open = false;
        waiting.forEach(show);
        waiting.clear();
    }

    private void send(String record) {
        rpc.send(
                LogProtocol.APPEND,
                Message.NODEID_UPSTREAM,
                Payload.ofBytes(record.getBytes(StandardCharsets.UTF_8)));
    }
}
