package fluxj.sim;

import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.PeerInfo;
import fluxj.overlay.QueueBudget;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketOptions;
import fluxj.wire.Event;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The connecting end in the simulator: tries again with back-off, keeps what is not sent.
final class SimDealerSocket implements DealerSocket {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final SimTransport transport;
    private final SocketOptions options;
    private final DealerListener listener;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final QueueBudget waitingBudget;
    private @Nullable SimConnection connection;
    private String uri = "";
    private String lastReason = "";
    private Duration pause = FIRST_PAUSE;
    private int lastEvent;

    SimDealerSocket(SimTransport transport, SocketOptions options, DealerListener listener) {
        this.transport = transport;
        this.options = options;
        this.listener = listener;
        waitingBudget = new QueueBudget(options.limits(), transport.network().scheduler::now);
    }

    int node() {
        return transport.node();
    }

    SimReactor reactor() {
        return transport.reactor();
    }

    SocketOptions options() {
        return options;
    }

    @Override
    public void connect(String endpoint) {
        reactor().checkConfined();
        uri = endpoint;
        reactor().after(transport.network().latency(node(), node()), () -> attempt(endpoint));
    }

    private void attempt(String endpoint) {
        if (!uri.equals(endpoint) || connection != null) {
            return;
        }
        SimNetwork network = transport.network();
        Optional<SimRouterSocket> found = network.listener(endpoint);
        if (found.isEmpty() || network.isCut(node(), found.get().node())) {
            unreachable(found.isEmpty() ? "connection refused" : "connection timed out");
            retry(endpoint);
            return;
        }
        SimRouterSocket router = found.get();
        Optional<String> label = router.admit(options.security());
        if (label.isEmpty()) {
            listener.onRejected(endpoint, "No access");
            String peer = "sim:" + node();
            network.scheduler.after(
                    network.latency(node(), router.node()),
                    router.reactor(),
                    () -> router.rejected(peer));
            retry(endpoint);
            return;
        }
        SimConnection made =
                new SimConnection(
                        network,
                        this,
                        router,
                        new PeerInfo(options.identity(), "sim:" + node(), label.get()));
        network.opened(made);
        connection = made;
        pause = FIRST_PAUSE;
        lastReason = "";
        made.begin();
        waitingBudget.release(waitingBudget.bytes());
        while (!waiting.isEmpty()) {
            made.sendUp(waiting.removeFirst());
        }
        listener.onConnected();
    }

    private void unreachable(String reason) {
        if (!reason.equals(lastReason)) {
            lastReason = reason;
            listener.onUnreachable(reason);
        }
    }

    private void retry(String endpoint) {
        reactor().after(pause, () -> attempt(endpoint));
        Duration doubled = pause.multipliedBy(2);
        Duration max = options.timing().reconnectMax();
        pause = doubled.compareTo(max) > 0 ? max : doubled;
    }

    @Override
    public SendResult send(Message message) {
        reactor().checkConfined();
        if (uri.isEmpty()) {
            return SendResult.NO_SUCH_PEER;
        }
        SimConnection current = connection;
        if (current == null) {
            long bytes = SimConnection.sizeOf(message);
            SendResult result = waitingBudget.reserve(bytes);
            if (result.isTaken()) {
                waiting.add(message);
            }
            return result;
        }
        return current.sendUp(message);
    }

    @Override
    public long queuedBytes() {
        SimConnection current = connection;
        return current == null ? waitingBudget.bytes() : current.budgetUp().bytes();
    }

    @Override
    public void hold(boolean held) {
        SimConnection current = connection;
        if (current != null) {
            current.holdDown(held);
        }
    }

    @Override
    public void disconnect() {
        uri = "";
        waiting.clear();
        waitingBudget.release(waitingBudget.bytes());
        SimConnection current = connection;
        if (current != null) {
            connection = null;
            current.closeByDealer();
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    void arrived(SimConnection from, Message message) {
        if (from.equals(connection)) {
            listener.onMessage(message);
            if (message instanceof Event event) {
                transport.network().invariants.eventTaken(node(), lastEvent, event.sequence());
                lastEvent = event.sequence();
            }
        }
    }

    void lost(SimConnection from, String reason) {
        if (from.equals(connection)) {
            connection = null;
            listener.onDisconnected(reason);
            retry(uri);
        }
    }
}
