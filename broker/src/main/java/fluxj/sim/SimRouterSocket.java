package fluxj.sim;

import fluxj.overlay.PeerInfo;
import fluxj.overlay.PeerStatistics;
import fluxj.overlay.RouterListener;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.wire.Message;
import fluxj.zmtp.crypto.CurveKey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The listening end in the simulator.
final class SimRouterSocket implements RouterSocket {
    private final SimTransport transport;
    private final SocketOptions options;
    private final RouterListener listener;
    private final Map<String, SimConnection> peers = new LinkedHashMap<>();
    private Map<CurveKey, String> allowed = Map.of();
    private int ports;

    SimRouterSocket(SimTransport transport, SocketOptions options, RouterListener listener) {
        this.transport = transport;
        this.options = options;
        this.listener = listener;
        if (options.security() instanceof SocketSecurity.CurveServer server) {
            allowed = server.allowed();
        }
    }

    int node() {
        return transport.node();
    }

    SocketOptions options() {
        return options;
    }

    SimReactor reactor() {
        return transport.reactor();
    }

    @Override
    public String bind(String uri) {
        reactor().checkConfined();
        String endpoint =
                uri.endsWith(":*")
                        ? uri.substring(0, uri.length() - 1) + (1000 * (node() + 1) + ports++)
                        : uri;
        transport.network().listen(endpoint, this);
        return endpoint;
    }

    @Override
    public SendResult send(String identity, Message message) {
        reactor().checkConfined();
        SimConnection connection = peers.get(identity);
        return connection == null ? SendResult.NO_SUCH_PEER : connection.sendDown(message);
    }

    @Override
    public long queuedBytes(String identity) {
        SimConnection connection = peers.get(identity);
        return connection == null ? 0 : connection.budgetDown().bytes();
    }

    @Override
    public void hold(String identity, boolean held) {
        SimConnection connection = peers.get(identity);
        if (connection != null) {
            connection.holdUp(held);
        }
    }

    @Override
    public void drop(String identity, String reason) {
        SimConnection connection = peers.remove(identity);
        if (connection != null) {
            connection.closeByRouter(reason);
            listener.onPeerGone(identity, reason);
        }
    }

    @Override
    public void allow(Map<CurveKey, String> labels) {
        allowed = Map.copyOf(labels);
    }

    @Override
    public List<PeerStatistics> peers() {
        List<PeerStatistics> list = new ArrayList<>(peers.size());
        for (SimConnection connection : peers.values()) {
            list.add(
                    new PeerStatistics(
                            connection.peer(),
                            connection.budgetDown().bytes(),
                            connection.budgetDown().stalledNanos(),
                            connection.sentDown(),
                            connection.receivedUp()));
        }
        return list;
    }

    @Override
    public void close() {
        transport.network().unlisten(this);
        for (SimConnection connection : List.copyOf(peers.values())) {
            connection.closeByRouter("going down");
        }
        peers.clear();
    }

    /// The label of a client's key, or empty when it may not connect.
    Optional<String> admit(SocketSecurity client) {
        return switch (options.security()) {
            case SocketSecurity.None _ ->
                    client instanceof SocketSecurity.None ? Optional.of("") : Optional.empty();
            case SocketSecurity.CurveServer server ->
                    client instanceof SocketSecurity.CurveClient curve
                                    && curve.server().equals(server.own().publicKey())
                            ? Optional.ofNullable(allowed.get(curve.own().publicKey()))
                            : Optional.empty();
            case SocketSecurity.CurveClient _ -> Optional.empty();
        };
    }

    void rejected(String peer) {
        listener.onRejected(peer, "No access");
    }

    void ready(SimConnection connection) {
        PeerInfo peer = connection.peer();
        peers.put(peer.identity(), connection);
        listener.onPeerReady(peer);
    }

    void arrived(SimConnection connection, Message message) {
        String identity = connection.peer().identity();
        if (connection.equals(peers.get(identity))) {
            listener.onMessage(identity, message);
        }
    }

    void gone(SimConnection connection, String reason) {
        String identity = connection.peer().identity();
        if (peers.remove(identity, connection)) {
            listener.onPeerGone(identity, reason);
        }
    }
}
