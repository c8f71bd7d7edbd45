package fluxj.overlay.tree;

import fluxj.overlay.OverlayProtocol.Health;
import fluxj.overlay.OverlayProtocol.Peer;
import fluxj.rpc.Empty;
import fluxj.rpc.StreamCall;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The clients that are told of changes: `overlay.health` and `overlay.monitor` streams.
final class OverlayMonitors {
    private final List<StreamCall<Empty, Health>> health = new ArrayList<>(1);
    private final List<StreamCall<Empty, Peer>> monitors = new ArrayList<>(1);

    void addHealth(StreamCall<Empty, Health> call) {
        health.add(call);
        call.onClosed(() -> health.remove(call));
    }

    void addMonitor(StreamCall<Empty, Peer> call) {
        monitors.add(call);
        call.onClosed(() -> monitors.remove(call));
    }

    /// Tells the health now; it is only worked out when somebody listens.
    void healthChanged(Supplier<Health> now) {
        if (health.isEmpty()) {
            return;
        }
        Health current = now.get();
        for (StreamCall<Empty, Health> call : List.copyOf(health)) {
            call.send(current);
        }
    }

    void childChanged(Child child) {
        if (monitors.isEmpty()) {
            return;
        }
        Peer peer = peerOf(child);
        for (StreamCall<Empty, Peer> call : List.copyOf(monitors)) {
            call.send(peer);
        }
    }

    static Peer peerOf(Child child) {
        return new Peer(child.rank, child.status().word(), child.isTorpid());
    }
}
