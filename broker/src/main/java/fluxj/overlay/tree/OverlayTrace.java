package fluxj.overlay.tree;

import fluxj.core.module.ModuleProtocol;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.TraceFilter;
import fluxj.platform.WallClock;
import fluxj.reactor.Reactor;
import fluxj.rpc.Globs;
import fluxj.rpc.LossyStream;
import fluxj.rpc.StreamCall;
import fluxj.service.MessageTrace;
import fluxj.service.MessageTrace.Traced;
import fluxj.wire.Message;
import fluxj.wire.Payload;

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

    void add(StreamCall<TraceFilter, Traced> call) {
        Client client = new Client(call.body(), new LossyStream(reactor, call, this::leftOut));
        clients.add(client);
        call.onClosed(() -> clients.remove(client));
    }

    private Payload leftOut(int count) {
        return Payload.of(MessageTrace.leftOut(passage("tx", ANY_PEER), count));
    }

    private MessageTrace.Passage passage(String prefix, int peer) {
        return new MessageTrace.Passage(clock.epochSeconds(), prefix, peer, Optional.empty());
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
        // A trace that is sent over a link would make records of its own records.
        String topic = message.topic();
        if (topic.equals(ModuleProtocol.TRACE.topic())
                || topic.equals(OverlayProtocol.TRACE.topic())) {
            return;
        }
        for (Client client : List.copyOf(clients)) {
            TraceFilter filter = client.filter();
            if (matches(filter, peer, message)) {
                boolean full = filter.full().orElse(false);
                client.stream()
                        .send(
                                () ->
                                        Payload.of(
                                                MessageTrace.record(
                                                        passage(prefix, peer), message, full)));
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
}
