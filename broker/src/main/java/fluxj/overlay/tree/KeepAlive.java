package fluxj.overlay.tree;

import fluxj.format.Fsd;
import fluxj.format.Topology;
import fluxj.overlay.PeerStatistics;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The periodic look at both ends (spec broker 2.7): on each heartbeat, at most once a second, and
/// after five seconds without one.
final class KeepAlive {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofSeconds(5);

    /// A child that takes nothing for so long is told of in the log.
    private static final Duration SLOW = Duration.ofSeconds(5);

    /// Where `tbon.tcp_user_timeout` does not say it.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Whatever `tbon.tcp_user_timeout` says: publishers wait meanwhile.
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

    private final OverlayContext context;
    private final Children children;
    private final ChildLinks childLinks;
    private final @Nullable ParentLink parentLink;
    private long lastTick;
    private @Nullable Timer timer;

    KeepAlive(
            OverlayContext context,
            Children children,
            ChildLinks childLinks,
            @Nullable ParentLink parentLink) {
        this.context = context;
        this.children = children;
        this.childLinks = childLinks;
        this.parentLink = parentLink;
        lastTick = context.now();
    }

    void start() {
        timer = context.flux.reactor().after(MAX, this::tick);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }

    void pulse() {
        if (context.now() - lastTick >= MIN.toNanos()) {
            tick();
        }
    }

    private void tick() {
        stop();
        lastTick = context.now();
        start();
        if (parentLink != null) {
            parentLink.keepAlive();
        }
        Map<String, PeerStatistics> backedUp = backedUpQueues();
        if (children.onlineCount() > 0) {
            checkChildren(backedUp);
        }
        childLinks.dropStrangers(backedUp.keySet());
    }

    private void checkChildren(Map<String, PeerStatistics> backedUp) {
        long now = context.now();
        Duration max = context.settings().torpidMax();
        for (Child child : children) {
            if (!child.isOnline()) {
                continue;
            }
            long idle = child.idleNanos(now);
            PeerStatistics queue = backedUp.get(child.uuid());
            Duration stalled = Duration.ofNanos(queue == null ? 0 : queue.stalledNanos());
            if (queue != null && stalled.compareTo(stallLimit(child)) >= 0) {
                childLinks.shed(child, stalled);
            } else if (queue != null && stalled.compareTo(SLOW) >= 0) {
                childLinks.setTorpid(
                        child,
                        true,
                        "has stopped reading: "
                                + (queue.queuedBytes() >> 10)
                                + " KiB are queued for it");
            } else if (child.isHeld()) {
                child.seen(now); // it cannot be heard
            } else if (!max.isZero() && Duration.ofNanos(idle).compareTo(max) >= 0) {
                childLinks.setTorpid(
                        child, true, "has been unresponsive for " + Fsd.format(idle / 1e9));
            } else {
                childLinks.setTorpid(child, false, "is responsive now");
            }
        }
    }

    /// How long a child may take nothing of a queue that is above its bound. One with children of
    /// its own may wait for one of those, which it has to give up first.
    private Duration stallLimit(Child child) {
        Duration own = context.settings().timing().tcpUserTimeout();
        Topology topology = context.plan.topology();
        int levelsBelow =
                children.descendants(child) == 0
                        ? 0
                        : topology.maxLevel() - topology.level(child.rank);
        Duration stallLimit = own.isZero() ? PATIENCE : own;
        return (stallLimit.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : stallLimit)
                .plus(MAX.multipliedBy(levelsBelow));
    }

    /// Connections whose send queue is above its bound, by identity.
    private Map<String, PeerStatistics> backedUpQueues() {
        long limit = context.queueBytes();
        Map<String, PeerStatistics> backedUp = Map.of();
        for (PeerStatistics peer : childLinks.connections()) {
            if (peer.queuedBytes() > limit) {
                if (backedUp.isEmpty()) {
                    backedUp = new HashMap<>();
                }
                backedUp.put(peer.peer().identity(), peer);
            }
        }
        return backedUp;
    }
}
