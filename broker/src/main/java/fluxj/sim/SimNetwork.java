package fluxj.sim;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.OverlayTransport;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Links between simulated brokers: reliable and ordered, as TCP is, with a latency. They can be
/// cut (nothing passes until healed; after the TCP user timeout the connection breaks), slowed, and
/// are reset when a broker is killed.
final class SimNetwork {
    /// A pair of nodes, the smaller first.
    private record Pair(int low, int high) {
        static Pair of(int a, int b) {
            return a < b ? new Pair(a, b) : new Pair(b, a);
        }
    }

    private static final class Path {
        private boolean cut;
        private Duration extra = Duration.ZERO;
    }

    final SimScheduler scheduler;
    final SimInvariants invariants;
    private final SimOptions options;
    private final Map<String, SimRouterSocket> listeners = new HashMap<>();
    private final Map<Pair, Path> paths = new LinkedHashMap<>();
    private final RandomGenerator random;
    private final List<SimConnection> connections = new ArrayList<>();
    private long lastLoss = -1;

    SimNetwork(SimScheduler scheduler, SimOptions options, SimInvariants invariants) {
        this.scheduler = scheduler;
        this.invariants = invariants;
        this.options = options;
        random = scheduler.newRandom();
    }

    /// The transport of one broker process.
    OverlayTransport transport(int node, SimReactor reactor) {
        return new SimTransport(this, node, reactor);
    }

    void listen(String uri, SimRouterSocket socket) {
        if (listeners.putIfAbsent(uri, socket) != null) {
            throw new FluxException(
                    Errno.EINVAL, "error binding to " + uri + ": Address already in use");
        }
    }

    void unlisten(SimRouterSocket socket) {
        listeners.values().removeIf(listening -> listening.equals(socket));
    }

    Optional<SimRouterSocket> listener(String uri) {
        return Optional.ofNullable(listeners.get(uri));
    }

    void opened(SimConnection connection) {
        connections.add(connection);
    }

    void closed(SimConnection connection) {
        connections.remove(connection);
    }

    /// A connection broke by itself: nobody knows what of it has arrived.
    void lost() {
        lastLoss = scheduler.now();
    }

    /// When that was the last time; -1 for never.
    long lastLoss() {
        return lastLoss;
    }

    private Path path(int a, int b) {
        return paths.computeIfAbsent(Pair.of(a, b), _ -> new Path());
    }

    boolean isCut(int a, int b) {
        return path(a, b).cut;
    }

    /// The time from one node to another now; up to a quarter more than usual, by chance.
    Duration latency(int a, int b) {
        long usual = options.latency().plus(path(a, b).extra).toNanos();
        return Duration.ofNanos(usual + random.nextLong(usual / 4 + 1));
    }

    void cut(int a, int b) {
        path(a, b).cut = true;
    }

    void heal(int a, int b) {
        path(a, b).cut = false;
        for (SimConnection connection : List.copyOf(connections)) {
            if (connection.joins(a, b)) {
                connection.healed();
            }
        }
    }

    /// Heals every path that is cut.
    void healAll() {
        for (Map.Entry<Pair, Path> entry : List.copyOf(paths.entrySet())) {
            if (entry.getValue().cut) {
                heal(entry.getKey().low(), entry.getKey().high());
            }
        }
    }

    void slow(int a, int b, Duration extra) {
        path(a, b).extra = extra;
    }

    /// Resets every connection of a process that died and frees what it listened on.
    void killed(int node) {
        listeners.values().removeIf(socket -> socket.node() == node);
        for (SimConnection connection : List.copyOf(connections)) {
            if (connection.touches(node)) {
                connection.reset(node);
            }
        }
    }

    /// What the other end sees of a message: the same object, or what the codec makes of it.
    Message carried(Message message) {
        return options.encodeFrames()
                ? MessageCodec.fromParts(MessageCodec.toParts(message))
                : message;
    }
}
