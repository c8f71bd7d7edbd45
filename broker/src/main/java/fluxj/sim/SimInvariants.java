package fluxj.sim;

import fluxj.core.statemachine.BrokerState;
import fluxj.errors.FluxException;
import fluxj.format.Topology;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.QueueBudget;
import fluxj.overlay.SocketLimits;
import fluxj.overlay.tree.SubtreeStatus;
import fluxj.wire.Control;
import fluxj.wire.Message;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What holds in every scenario, looked at as things happen:
///
/// - the numbers of the events that a broker gets from its parent follow each other; where some are
///   missing the broker says so;
/// - over a link comes one last answer to each request that went the other way, and nothing that
///   was not asked for;
/// - a broker changes its state as [BrokerState#TABLE] says and in no other way;
/// - a broker that tells its parent that its subtree is full has heard so from all its children;
/// - no queue is longer than its budget, and none is left with less than nothing;
/// - the root of the primary namespace never goes back on any rank, and a version is the same root
///   everywhere.
///
/// What breaks is kept until the event is over: here is the middle of a broker's turn.
final class SimInvariants {
    private static final int NOBODY = -1;

    /// A connection.
    ///
    /// @param child the node that connected, as `identity`
    /// @param parent the node that listened
    record Link(int child, int parent, String identity) {}

    /// What passed between one broker and a process that wants to be its child or is.
    private static final class Peer {
        private final OpenRequests up = new OpenRequests();
        private final OpenRequests down = new OpenRequests();
        private Optional<Hello> hello = Optional.empty();
        private boolean letIn;
        private int status;

        OpenRequests requests(boolean goingUp) {
            return goingUp ? up : down;
        }
    }

    /// Those who talked to one broker as children, by identity, and who has which rank.
    private static final class Children {
        private final Map<String, Peer> peers = new HashMap<>();
        private final Map<Integer, Peer> ofRank = new HashMap<>();
        private boolean wasFull;
    }

    private final Map<Integer, Children> childrenOf = new HashMap<>();
    private final Set<Integer> announcedLoss = new HashSet<>();
    private final Map<Integer, String> roots = new HashMap<>();
    private Topology topology = Topology.create("kary:2", 1);
    private @Nullable String broken;

    /// An instance begins; what was known of another is forgotten.
    void begin(Topology tree) {
        topology = tree;
        childrenOf.clear();
        roots.clear();
    }

    /// A broker begins anew.
    void started(int rank) {
        childrenOf.remove(rank);
        announcedLoss.remove(rank);
        if (rank == 0) {
            roots.clear();
        }
    }

    void breaks(String what) {
        if (broken == null) {
            broken = what;
        }
    }

    /// What did not hold.
    Optional<String> broken() {
        return Optional.ofNullable(broken);
    }

    // --- one broker

    void entered(int rank, BrokerState known, String event, String from, String to) {
        Optional<String> next = known.next(event).map(BrokerState::word);
        if (!known.word().equals(from) || !next.equals(Optional.of(to))) {
            breaks(
                    "rank "
                            + rank
                            + " in state "
                            + known.word()
                            + " takes "
                            + event
                            + " from "
                            + from
                            + " to "
                            + to);
        }
    }

    void lossAnnounced(int rank) {
        announcedLoss.add(rank);
    }

    /// An event was taken; `last` is the number of the one before, 0 for none.
    void eventTaken(int rank, int last, int sequence) {
        boolean announced = announcedLoss.remove(rank);
        if (sequence <= last) {
            breaks("event " + sequence + " reaches rank " + rank + " after event " + last);
        } else if (last != 0 && sequence != last + 1 && !announced) {
            breaks("rank " + rank + " misses events before " + sequence + " and says nothing");
        }
    }

    void rootSeen(int rank, int last, int rootseq, String rootref) {
        if (rootseq < last) {
            breaks("the root at rank " + rank + " goes back from " + last + " to " + rootseq);
        }
        String known = roots.putIfAbsent(rootseq, rootref);
        if (known != null && !known.equals(rootref)) {
            breaks("version " + rootseq + " is " + known + " and at rank " + rank + " " + rootref);
        }
    }

    // --- one link

    /// A message was put on its way.
    void sent(Link link, boolean up, Message message) {
        switch (message) {
            case Response response -> answered(link, up, response);
            case Request request when up && request.topic().equals(OverlayProtocol.HELLO) ->
                    hello(link, request).ifPresent(hello -> claimed(link.child(), hello.status()));
            case Control control when up && control.controlType() == Control.STATUS ->
                    claimed(link.child(), control.status());
            default -> {}
        }
    }

    /// A message is about to be taken.
    void arrived(Link link, boolean up, Message message) {
        switch (message) {
            case Request request when up && request.topic().equals(OverlayProtocol.HELLO) ->
                    hello(link, request).ifPresent(hello -> wantsIn(link, hello));
            case Request request -> peer(link).requests(up).asked(request);
            case Control control when up && control.controlType() == Control.STATUS ->
                    childSaid(link, control.status());
            default -> {}
        }
    }

    private void answered(Link link, boolean up, Response response) {
        Peer peer = peer(link);
        // Whoever was not let in is not believed: a parent that was started again gets from its
        // old children what they owe to the process before.
        if (isMember(link.child())
                && (!up || peer.letIn)
                && !peer.requests(!up).answered(response)) {
            breaks(
                    "rank "
                            + (up ? link.child() : link.parent())
                            + " answers "
                            + response.topic()
                            + " (matchtag "
                            + response.matchtag()
                            + ") for which nobody waits at rank "
                            + (up ? link.parent() : link.child()));
        }
        if (!up && response.topic().equals(OverlayProtocol.HELLO) && response.errnum() == 0) {
            peer.hello.ifPresent(hello -> letIn(link, peer, hello));
        }
    }

    void queued(Link link, QueueBudget budget, SocketLimits limits, long bytes) {
        long most = limits.maxQueueBytes() + limits.maxQueueBytes() / 8;
        if (budget.bytes() > most && budget.bytes() > bytes) {
            breaks(link.child() + "-" + link.parent() + ": " + budget.bytes() + " bytes wait");
        }
    }

    void released(Link link, QueueBudget budget) {
        if (budget.bytes() < 0) {
            breaks(link.child() + "-" + link.parent() + ": " + budget.bytes() + " bytes wait");
        }
    }

    // --- what children say of their subtrees

    private Optional<Hello> hello(Link link, Request request) {
        if (!isMember(link.child())) {
            return Optional.empty();
        }
        try {
            return Optional.of(request.payload().as(Hello.class));
        } catch (FluxException _) {
            return Optional.empty();
        }
    }

    private boolean isMember(int node) {
        return node < topology.size();
    }

    private Children childrenOf(int rank) {
        return childrenOf.computeIfAbsent(rank, _ -> new Children());
    }

    private Peer peer(Link link) {
        return childrenOf(link.parent()).peers.computeIfAbsent(link.identity(), _ -> new Peer());
    }

    /// Whether it is let in is known when it is told, but its status may count before.
    private void wantsIn(Link link, Hello hello) {
        peer(link).hello = Optional.of(hello);
        childrenOf(link.parent()).wasFull |=
                hello.status() == SubtreeStatus.FULL.number()
                        && isFull(link.parent(), hello.rank());
    }

    private void letIn(Link link, Peer peer, Hello hello) {
        peer.hello = Optional.empty();
        peer.letIn = true;
        childrenOf(link.parent()).ofRank.put(hello.rank(), peer);
        childSaid(link, hello.status());
    }

    private void childSaid(Link link, int status) {
        peer(link).status = status;
        childrenOf(link.parent()).wasFull |= isFull(link.parent(), NOBODY);
    }

    private boolean isFull(int parent, int but) {
        for (int child : topology.children(parent)) {
            Peer peer = childrenOf(parent).ofRank.get(child);
            if (child != but && (peer == null || peer.status != SubtreeStatus.FULL.number())) {
                return false;
            }
        }
        return true;
    }

    /// A status may be on its way when the next changes, so it is enough that it was true.
    private void claimed(int rank, int status) {
        OptionalInt parent = isMember(rank) ? topology.parent(rank) : OptionalInt.empty();
        if (parent.isEmpty() || topology.childCount(rank) == 0) {
            return;
        }
        Children here = childrenOf(rank);
        if (status != SubtreeStatus.FULL.number()) {
            here.wasFull = isFull(rank, NOBODY);
        } else if (!here.wasFull) {
            breaks("rank " + rank + " says that it is full, and not all its children did");
        }
    }
}
