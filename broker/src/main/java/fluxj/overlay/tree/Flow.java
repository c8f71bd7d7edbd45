package fluxj.overlay.tree;

import org.jspecify.annotations.Nullable;

/// Keeps the queues to the neighbours short without cutting anybody off who reads.
///
/// Above the bound of a queue there is congestion: who publishes or logs waits
/// (`Router#onDrained`), and a child that sends events nevertheless is not read from. Far above it
/// a neighbour that would add to the queue is not read from: a child for its own queue (it asks for
/// more than it reads) and for the parent's, the parent for the children's. What goes down never
/// waits for what goes up, so there is no circle.
final class Flow {
    private static final int FAR = 4;

    private final Hub hub;
    private final Children children;
    private final ChildSide childSide;
    private final @Nullable ParentSide parentSide;
    private final Congestion congestion;

    Flow(Hub hub, Children children, ChildSide childSide, @Nullable ParentSide parentSide) {
        this.hub = hub;
        this.children = children;
        this.childSide = childSide;
        this.parentSide = parentSide;
        congestion =
                new Congestion(
                        hub.flux.reactor(), this::longestQueue, hub.queueBytes(), this::regulate);
    }

    Congestion congestion() {
        return congestion;
    }

    /// Bytes in the longest queue to a neighbour.
    long longestQueue() {
        return Math.max(parentQueue(), childSide.longestQueue());
    }

    private long parentQueue() {
        return parentSide == null ? 0 : parentSide.queuedBytes();
    }

    /// A child sent an event. In a congestion it has to wait now.
    void eventFrom(Child child) {
        if (congestion.isOn()) {
            child.setFlooding(true);
            hold(child, true);
        }
    }

    /// Decides again who is read from.
    private void regulate() {
        boolean calm = !congestion.isOn();
        long up = parentQueue();
        for (Child child : children) {
            if (!child.isOnline()) {
                continue;
            }
            if (calm) {
                child.setFlooding(false);
            }
            long own = childSide.queuedBytes(child.uuid());
            hold(child, child.isFlooding() || isFar(Math.max(own, up), child.isHeld()));
        }
        if (parentSide != null) {
            parentSide.hold(isFar(childSide.longestQueue(), parentSide.isHeld()));
        }
    }

    /// A neighbour that waits is let go on after a little: its kernel gives up on a connection that
    /// takes nothing for long.
    private boolean isFar(long queue, boolean held) {
        long bound = hub.queueBytes();
        return queue > FAR * bound - (held ? bound / 8 : 0);
    }

    private void hold(Child child, boolean held) {
        if (child.isHeld() != held) {
            child.setHeld(held);
            childSide.hold(child, held);
        }
    }
}
