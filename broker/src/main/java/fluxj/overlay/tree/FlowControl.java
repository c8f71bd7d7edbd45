package fluxj.overlay.tree;

import org.jspecify.annotations.Nullable;

/// Keeps the queues to the neighbours short without cutting anybody off who reads.
///
/// Above the bound of a queue there is congestion: who publishes or logs waits
/// (`Router#onDrained`), and a child that sends events nevertheless is not read from. Far above it
/// a neighbour that would add to the queue is not read from: a child for its own queue (it asks for
/// more than it reads) and for the parent's, the parent for the children's. What goes down never
/// waits for what goes up, so there is no circle.
final class FlowControl {
    private static final int FAR = 4;

    private final OverlayContext context;
    private final Children children;
    private final ChildLinks childLinks;
    private final @Nullable ParentLink parentLink;
    private final Congestion congestion;

    FlowControl(
            OverlayContext context,
            Children children,
            ChildLinks childLinks,
            @Nullable ParentLink parentLink) {
        this.context = context;
        this.children = children;
        this.childLinks = childLinks;
        this.parentLink = parentLink;
        congestion =
                new Congestion(
                        context.flux.reactor(),
                        this::longestQueue,
                        context.queueBytes(),
                        this::regulate);
    }

    Congestion congestion() {
        return congestion;
    }

    /// Bytes in the longest queue to a neighbour.
    long longestQueue() {
        return Math.max(parentQueue(), childLinks.longestQueue());
    }

    private long parentQueue() {
        return parentLink == null ? 0 : parentLink.queuedBytes();
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
            long own = childLinks.queuedBytes(child.uuid());
            hold(child, child.isFlooding() || isFar(Math.max(own, up), child.isHeld()));
        }
        if (parentLink != null) {
            parentLink.hold(isFar(childLinks.longestQueue(), parentLink.isHeld()));
        }
    }

    /// A neighbour that waits is let go on after a little: its kernel gives up on a connection that
    /// takes nothing for long.
    private boolean isFar(long queue, boolean held) {
        long bound = context.queueBytes();
        return queue > FAR * bound - (held ? bound / 8 : 0);
    }

    private void hold(Child child, boolean held) {
        if (child.isHeld() != held) {
            child.setHeld(held);
            childLinks.hold(child, held);
        }
    }
}
