package fluxj.overlay.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.HelloReply;
import fluxj.overlay.PeerInfo;
import fluxj.overlay.PeerStatistics;
import fluxj.overlay.RouterListener;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SendResult;
import fluxj.wire.Control;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The end of the overlay that faces this broker's children: lets them in, carries their messages,
/// and notices when they are gone.
final class ChildLinks implements RouterListener, HelloHandler.Links {
    /// Why a child's status changed, for the log and for `overlay.health`.
    private enum Loss {
        FAILED("failed", "lost connection"),
        REQUESTED("disconnected by request", "administrative disconnect"),
        STUFFED("stopped reading and was cut off", "stopped reading");

        private final String logged;
        private final String error;

        Loss(String logged, String error) {
            this.logged = logged;
            this.error = error;
        }
    }

    private final OverlayContext context;
    private final Children children;
    private final Consumer<SubtreeStatus> onSubtreeStatus;
    private final Runnable onChildChange;
    private final HelloHandler helloHandler;
    private final RejectionLog rejections;
    private final Set<String> unconnected = new TreeSet<>();
    private @Nullable RouterSocket socket;
    private SubtreeStatus subtree;
    private long subtreeSince;

    /// @param onSubtreeStatus told when the status of this broker's subtree changes
    /// @param onChildChange told after any child's status or torpidity changed
    ChildLinks(
            OverlayContext context,
            Children children,
            Consumer<SubtreeStatus> onSubtreeStatus,
            Runnable onChildChange) {
        this.context = context;
        this.children = children;
        this.onSubtreeStatus = onSubtreeStatus;
        this.onChildChange = onChildChange;
        rejections = new RejectionLog(context.flux.reactor(), context.log());
        helloHandler = new HelloHandler(context, children, this, rejections);
        subtree = children.subtreeStatus();
        subtreeSince = context.now();
    }

    /// Begins to use a socket, which may still have to be bound.
    void open(RouterSocket router) {
        socket = router;
    }

    HelloHandler helloHandler() {
        return helloHandler;
    }

    SubtreeStatus subtreeStatus() {
        return subtree;
    }

    double subtreeSeconds(long nowNanos) {
        return (nowNanos - subtreeSince) / 1e9;
    }

    int trackedRpcs() {
        int count = 0;
        for (Child child : children) {
            count += child.tracker.size();
        }
        return count;
    }

    // --- towards the children

    /// Sends a request that a child has to carry on or answer.
    void request(Child child, Request request) {
        SendResult result =
                child.isOnline()
                        ? send(child, request.pushRoute(context.uuid()))
                        : SendResult.NO_SUCH_PEER;
        if (result.isTaken()) {
            child.tracker.sent(request);
        } else if (result == SendResult.QUEUE_FULL) {
            context.refuse(request, Errno.EAGAIN, tooMuch(child));
        } else {
            context.refuse(request, Errno.EHOSTUNREACH, "");
        }
    }

    private String tooMuch(Child child) {
        return "too much waits for " + context.nameOf(child.rank) + ": try again";
    }

    /// Sends a response whose next hop is a child; dropped when that child is gone. One that is too
    /// much for its queue becomes an error, so that nobody waits for it in vain.
    void response(Response response) {
        Optional<Child> found = children.online(response.routes().top());
        if (found.isEmpty()) {
            return;
        }
        Child child = found.get();
        Response routed = response.withRoutes(response.routes().pop());
        if (send(child, routed) == SendResult.QUEUE_FULL) {
            Response instead = routed.failedWith(Errno.EAGAIN, tooMuch(child));
            if (send(child, instead) == SendResult.QUEUE_FULL) {
                shed(child, "its send queue is full");
            }
        }
    }

    /// Sends an event to all; the same message object each time, so that it is encoded once.
    void event(Event event) {
        boolean any = false;
        for (Child child : children) {
            if (child.isOnline()) {
                SendResult result = sendUntraced(child, event);
                any |= result.isTaken();
                if (result == SendResult.QUEUE_FULL) {
                    shed(child, "its send queue is full");
                }
            }
        }
        if (any) {
            context.trace.sent(OverlayTrace.ANY_PEER, event);
        }
    }

    private SendResult send(Child child, Message message) {
        SendResult result = sendUntraced(child, message);
        if (result.isTaken()) {
            context.trace.sent(child.rank, message);
        }
        return result;
    }

    private SendResult sendUntraced(Child child, Message message) {
        SendResult result = sendTo(child.uuid(), message);
        if (result == SendResult.BACKED_UP) {
            context.backedUp.run();
        } else if (result == SendResult.NO_SUCH_PEER) {
            lose(child, Loss.FAILED);
        }
        return result;
    }

    /// Stops reading from a child, or goes on.
    void hold(Child child, boolean held) {
        RouterSocket router = socket;
        if (router != null) {
            router.hold(child.uuid(), held);
        }
    }

    /// Bytes in the longest queue to a child that is online.
    long longestQueue() {
        RouterSocket router = socket;
        long longest = 0;
        if (router != null) {
            for (Child child : children) {
                if (child.isOnline()) {
                    longest = Math.max(longest, router.queuedBytes(child.uuid()));
                }
            }
        }
        return longest;
    }

    /// Bytes that wait for whoever has this identity.
    long queuedBytes(String identity) {
        RouterSocket router = socket;
        return router == null ? 0 : router.queuedBytes(identity);
    }

    @Override
    public SendResult sendTo(String identity, Message message) {
        RouterSocket router = socket;
        return router == null ? SendResult.NO_SUCH_PEER : router.send(identity, message);
    }

    private void control(String identity, int rank, int type) {
        Control control = Control.of(type, 0);
        // A failure is of no interest: whoever is told to go is not a child (any more).
        if (sendTo(identity, control).isTaken()) {
            context.trace.sent(rank, control);
        }
    }

    // --- from the children

    @Override
    public void onMessage(String identity, Message arrived) {
        Message message = arrived.withCred(arrived.cred().withoutLocal());
        Optional<Child> found = children.online(identity);
        if (found.isEmpty()) {
            fromStranger(identity, message);
            return;
        }
        Child child = found.get();
        child.seen(context.now());
        switch (message) {
            case Control control -> fromChild(child, control);
            case Request request -> fromChild(child, request);
            case Response response -> fromChild(child, response);
            case Event event -> {
                context.trace.received(child.rank, event);
                context.eventFrom.accept(child);
                context.router.fromOverlay(event.withSequence(0));
            }
        }
    }

    private void fromStranger(String identity, Message message) {
        if (message instanceof Request request
                && request.topic().equals(OverlayProtocol.HELLO)
                && helloHandler.isOpen()) {
            helloHandler.hello(identity, request);
        } else {
            context.trace.received(OverlayTrace.ANY_PEER, message);
            control(identity, OverlayTrace.ANY_PEER, Control.DISCONNECT);
        }
    }

    private void fromChild(Child child, Control control) {
        if (control.controlType() != Control.STATUS) {
            return;
        }
        context.trace.received(child.rank, control);
        SubtreeStatus.of(control.status())
                .ifPresentOrElse(
                        status -> setStatus(child, status, ""),
                        () ->
                                rejections.rejected(
                                        context.nameOf(child.rank),
                                        "unknown subtree status " + control.status()));
    }

    private void fromChild(Child child, Request request) {
        switch (request.topic()) {
            case OverlayProtocol.GOODBYE -> goodbye(child, request);
            // Its answer was lost with a connection.
            case OverlayProtocol.HELLO -> accept(child, request);
            default -> {
                context.trace.received(child.rank, request);
                context.router.fromOverlay(request.pushRoute(child.uuid()));
            }
        }
    }

    private void fromChild(Child child, Response response) {
        if (!response.routes().top().equals(context.uuid())) {
            rejections.rejected(
                    context.nameOf(child.rank),
                    "response to " + response.topic() + " that was not asked through this broker");
            return;
        }
        Response routed = response.withRoutes(response.routes().pop());
        if (child.tracker.admits(routed)) {
            context.trace.received(child.rank, routed);
            context.router.fromOverlay(routed);
        }
    }

    private void goodbye(Child child, Request request) {
        if (send(child, request.respond(Payload.NONE)).isTaken()) {
            setStatus(child, SubtreeStatus.OFFLINE, "administrative shutdown");
        }
    }

    @Override
    public void accept(Child child, Request hello) {
        send(child, hello.respond(Payload.of(new HelloReply(context.uuid()))));
    }

    @Override
    public void onPeerReady(PeerInfo peer) {
        helloHandler.connected(peer);
    }

    /// Drops connections that are no child's and should be, and those that do not read.
    void dropStrangers(Set<String> backedUp) {
        helloHandler.dropOverdue(backedUp);
    }

    @Override
    public void drop(String identity, String reason) {
        RouterSocket router = socket;
        if (router != null) {
            router.drop(identity, reason);
        }
    }

    @Override
    public void onPeerGone(String identity, String reason) {
        helloHandler.disconnected(identity);
        children.online(identity)
                .ifPresent(
                        child ->
                                context.log()
                                        .info(
                                                "connection to "
                                                        + context.nameOf(child.rank)
                                                        + " is down: "
                                                        + reason));
    }

    /// Gives up each child whose connection was down at the last call and still is. A broker on its
    /// way down sends nothing that would tell it that a child has died without goodbye.
    void giveUpUnconnected() {
        Set<String> before = Set.copyOf(unconnected);
        unconnected.clear();
        for (Child child : children) {
            if (child.isOnline() && !helloHandler.isConnected(child.uuid())) {
                if (before.contains(child.uuid())) {
                    lose(child, Loss.FAILED);
                } else {
                    unconnected.add(child.uuid());
                }
            }
        }
    }

    @Override
    public void onRejected(String peer, String reason) {
        rejections.rejected(peer, reason);
    }

    @Override
    public void onEvent(String event) {
        if (context.settings().socketEvents()) {
            context.log().debug("child sockevent " + event);
        }
    }

    // --- status

    /// Cuts a child off on request.
    ///
    /// @throws FluxException EINVAL when it is not there
    void disconnect(Child child) {
        if (!child.isOnline()) {
            throw new FluxException(
                    Errno.EINVAL, "rank " + child.rank + " is already " + child.status().word());
        }
        control(child.uuid(), child.rank, Control.DISCONNECT);
        lose(child, Loss.REQUESTED);
    }

    private void lose(Child child, Loss loss) {
        if (!child.isOnline()) {
            return;
        }
        // First the status: a follower of the log may be behind this very child.
        setStatus(child, SubtreeStatus.LOST, loss.error);
        int below = children.descendants(child);
        context.log()
                .err(
                        context.nameOf(child.rank)
                                + " "
                                + loss.logged
                                + (below > 0
                                        ? " and severed contact with " + below + " other nodes"
                                        : ""));
    }

    /// Cuts off a child that takes nothing of what is queued for it.
    void shed(Child child, Duration stalled) {
        shed(child, "took nothing for " + Fsd.format(stalled.toMillis() / 1e3));
    }

    private void shed(Child child, String why) {
        String uuid = child.uuid();
        lose(child, Loss.STUFFED);
        drop(uuid, "stopped reading; " + why);
    }

    @Override
    public void setStatus(Child child, SubtreeStatus status, String error) {
        boolean wasOnline = child.isOnline();
        child.setError(error);
        if (!children.setStatus(child, status, context.now())) {
            return;
        }
        if (wasOnline && !status.isOnline()) {
            helloHandler.left(child.uuid());
            for (Request lost : child.tracker.drain()) {
                context.refuse(lost, Errno.EHOSTUNREACH, "");
            }
        }
        SubtreeStatus now = children.subtreeStatus();
        if (now != subtree) {
            subtree = now;
            subtreeSince = context.now();
            onSubtreeStatus.accept(now);
        }
        context.monitors.childChanged(child);
        onChildChange.run();
    }

    /// Notes whether a child answers, and says so once.
    void setTorpid(Child child, boolean torpid, String why) {
        if (child.isTorpid() == torpid) {
            return;
        }
        child.setTorpid(torpid);
        context.log().err("broker on " + context.nameOf(child.rank) + " " + why);
        context.monitors.childChanged(child);
    }

    /// What the connections cost now.
    List<PeerStatistics> connections() {
        RouterSocket router = socket;
        return router == null ? List.of() : router.peers();
    }

    void close() {
        RouterSocket router = socket;
        if (router != null) {
            router.close();
            socket = null;
        }
    }
}
