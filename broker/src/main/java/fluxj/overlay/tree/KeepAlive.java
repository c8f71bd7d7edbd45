package fluxj.overlay.tree;

import fluxj.format.Fsd;
import fluxj.overlay.PeerStatistics;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The periodic look at both ends (spec 2.7): on each heartbeat, at most once a second, and after
/// five seconds without one.
final class KeepAlive {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofSeconds(5);

    private final Hub hub;
    private final Children children;
    private final ChildSide childSide;
    private final @Nullable ParentSide parentSide;
    private long lastTick;
    private @Nullable Timer timer;

    KeepAlive(Hub hub, Children children, ChildSide childSide, @Nullable ParentSide parentSide) {
        this.hub = hub;
        this.children = children;
        this.childSide = childSide;
        this.parentSide = parentSide;
        lastTick = hub.now();
    }

    void start() {
        timer = hub.flux.reactor().after(MAX, this::tick);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }

    void pulse() {
        if (hub.now() - lastTick >= MIN.toNanos()) {
            tick();
        }
    }

    private void tick() {
        stop();
        lastTick = hub.now();
        start();
        if (parentSide != null) {
            parentSide.keepAlive();
        }
        if (children.onlineCount() > 0) {
            checkChildren();
        }
    }

    private void checkChildren() {
        long now = hub.now();
        Duration max = hub.settings().torpidMax();
        Map<String, Long> stuffed = stuffedQueues();
        for (Child child : children) {
            if (!child.isOnline()) {
                continue;
            }
            long idle = child.idleNanos(now);
            Long queued = stuffed.get(child.uuid());
            if (queued != null) {
                childSide.setTorpid(
                        child,
                        true,
                        "has stopped reading: " + (queued >> 10) + " KiB are queued for it");
            } else if (!max.isZero() && Duration.ofNanos(idle).compareTo(max) >= 0) {
                childSide.setTorpid(
                        child, true, "has been unresponsive for " + Fsd.format(idle / 1e9));
            } else {
                childSide.setTorpid(child, false, "is responsive now");
            }
        }
    }

    /// Children whose send queue is more than half of what it may be.
    private Map<String, Long> stuffedQueues() {
        long limit = hub.settings().limits().queueBytes() / 2;
        Map<String, Long> stuffed = Map.of();
        for (PeerStatistics peer : childSide.connections()) {
            if (peer.queuedBytes() > limit) {
                if (stuffed.isEmpty()) {
                    stuffed = new HashMap<>();
                }
                stuffed.put(peer.peer().identity(), peer.queuedBytes());
            }
        }
        return stuffed;
    }
}
