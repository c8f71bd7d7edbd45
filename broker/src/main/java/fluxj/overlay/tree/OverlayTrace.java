package fluxj.overlay.tree;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.overlay.OverlayProtocol.TraceFilter;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.Globs;
import fluxj.rpc.LossyStream;
import fluxj.rpc.StreamCall;
import fluxj.service.MessageTrace;
import fluxj.wire.Control;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The clients of `overlay.trace` (spec broker 2.13). Costs nothing while there is none; one that
/// is slow misses records, and is told how many.
final class OverlayTrace {
    /// The peer of a message that went to all children.
    static final int ANY_PEER = -1;

    private record Client(TraceFilter filter, LossyStream stream) {}

    private final Reactor reactor;
    private final WallClock clock;
    private final List<Client> clients = new ArrayList<>(1);

    OverlayTrace(Reactor reactor, WallClock clock) {
        this.reactor = reactor;
        this.clock = clock;
    }

    void add(StreamCall<TraceFilter, Empty> call) {
        Client client = new Client(call.body(), new LossyStream(reactor, call, this::leftOut));
        clients.add(client);
        call.onClosed(() -> clients.remove(client));
    }

    private Payload leftOut(int count) {
        return Payload.of(
                MessageTrace.leftOut(
                        new MessageTrace.Passage(
                                clock.epochSeconds(), "tx", ANY_PEER, Optional.empty()),
                        count));
    }

    boolean isOn() {
        return !clients.isEmpty();
    }

    void sent(int peer, Message message) {
        if (isOn()) {
            record("tx", peer, message);
        }
    }

    void received(int peer, Message message) {
        if (isOn()) {
            record("rx", peer, message);
        }
    }

    private void record(String prefix, int peer, Message message) {
        String topic = topicOf(message);
        // A trace that is sent over a link would make records of its own records.
        if (topic.equals("module.trace") || topic.equals("overlay.trace")) {
            return;
        }
        for (Client client : List.copyOf(clients)) {
            TraceFilter filter = client.filter();
            if (matches(filter, peer, message)) {
                boolean full = filter.full().orElse(false);
                client.stream().send(() -> Payload.of(describe(prefix, peer, message, full)));
            }
        }
    }

    private static boolean matches(TraceFilter filter, int peer, Message message) {
        if (filter.nodeid() != -1 && peer != ANY_PEER && filter.nodeid() != peer) {
            return false;
        }
        if ((filter.typemask() & message.type()) == 0) {
            return false;
        }
        String glob = filter.topicGlob();
        return glob.isEmpty() || glob.equals("*") || Globs.matches(glob, message.topic());
    }

    private JsonObject describe(String prefix, int peer, Message message, boolean full) {
        int errnum = message instanceof Response response ? response.errnum() : 0;
        boolean isText = errnum != 0;
        String error =
                full && isText && message instanceof Response response
                        ? response.error().text()
                        : "";
        return JsonObject.builder()
                .put("timestamp", clock.epochSeconds())
                .put("prefix", prefix)
                .put("rank", peer)
                .put("name", JsonValue.Null.NULL)
                .put("type", message.type())
                .put("topic", topicOf(message))
                .put("payload_size", isText ? 0 : message.payload().length())
                .put("payload", full && !isText ? json(message) : JsonValue.Null.NULL)
                .put("errnum", errnum)
                .put("errstr", error)
                .build();
    }

    private static JsonValue json(Message message) {
        if (message.payload().length() == 0) {
            return JsonValue.Null.NULL;
        }
        try {
            return message.payload().json();
        } catch (FluxException _) {
            // Not every payload is JSON.
            return JsonValue.Null.NULL;
        }
    }

    private static String topicOf(Message message) {
        return switch (message) {
            case Control control -> {
                String word =
                        switch (control.controlType()) {
                            case Control.HEARTBEAT -> "heartbeat ";
                            case Control.STATUS -> "status ";
                            case Control.DISCONNECT -> "disconnect ";
                            default -> "unknown ";
                        };
                yield word + control.status();
            }
            case Request request -> request.topic();
            case Response response -> response.topic();
            case Event event -> event.topic();
        };
    }
}
