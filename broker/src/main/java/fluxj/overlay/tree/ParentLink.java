package fluxj.overlay.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.OverlayProtocol.HelloReply;
import fluxj.overlay.SendResult;
import fluxj.routing.OverlayLinks;
import fluxj.routing.PendingRequests;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/// The end of the overlay that faces the parent: says hello, carries messages both ways, and lets
/// go when told to.
final class ParentLink implements DealerListener {
    /// Where the link is in its life.
    private enum State {
        /// No answer to hello yet.
        HELLO,
        /// Answered.
        UP,
        /// The answer was a refusal.
        REFUSED,
        /// Told to let go; for good.
        DOWN
    }

    private static final int MAX_HELD = 10_000;

    private final OverlayContext context;
    private final int rank;
    private final Supplier<SubtreeStatus> status;
    private final PendingRequests tracker = new PendingRequests();
    private final EventSequence events = new EventSequence();
    private final RejectionLog rejections;
    private final Deque<Message> held = new ArrayDeque<>();
    private @Nullable DealerSocket socket;
    private String uuid = "";
    private State state = State.HELLO;
    private boolean goodbyeSent;
    private boolean statusUnsent;
    private boolean helloMayBeLost;
    private long heldBytes;
    private boolean queueFull;
    private boolean eventsFail;
    private boolean connected;
    private boolean readingHeld;
    private long lastSent;

    /// @param rank the parent's rank
    /// @param status this broker's subtree status
    ParentLink(OverlayContext context, int rank, Supplier<SubtreeStatus> status) {
        this.context = context;
        this.rank = rank;
        this.status = status;
        rejections = new RejectionLog(context.flux.reactor(), context.log());
        lastSent = context.now();
    }

    int trackedRpcs() {
        return tracker.size();
    }

    /// The parent's identity; empty before it has answered hello.
    String uuid() {
        return uuid;
    }

    /// Connects and says hello.
    void open(DealerSocket dealer, String uri) {
        socket = dealer;
        dealer.connect(uri);
        // Nothing may go before hello, and a log record may be forwarded.
        sayHello();
        context.log().debug("connecting to " + uri);
    }

    private void sayHello() {
        Hello hello =
                new Hello(
                        context.rank(),
                        OverlayPlan.VERSION,
                        context.uuid(),
                        status.get().number(),
                        Optional.of(context.plan.hostname()));
        sendNow(ownRequest(OverlayProtocol.HELLO, Payload.of(hello)));
    }

    private static Request ownRequest(String topic, Payload payload) {
        return Request.of(topic, payload, Message.NODEID_ANY, 0, 0)
                .withCred(new Credentials(Credentials.USERID_UNKNOWN, Credentials.OWNER));
    }

    // --- towards the parent

    void request(Request request) {
        if (send(request)) {
            tracker.sent(request);
        } else {
            context.refuse(
                    request,
                    queueFull ? Errno.EAGAIN : Errno.EHOSTUNREACH,
                    queueFull ? tooMuch() : "");
        }
    }

    /// Sends a response; one that is too much for the queue becomes an error, so that nobody waits
    /// for it in vain.
    void response(Response response) {
        if (!send(response) && queueFull) {
            send(response.failedWith(Errno.EAGAIN, tooMuch()));
        }
    }

    private String tooMuch() {
        return "too much waits for " + context.nameOf(rank) + ": try again";
    }

    void event(Event event) {
        boolean failed = !send(event);
        boolean tell = failed && !eventsFail;
        eventsFail = failed;
        if (tell) {
            context.log().err("error forwarding event upstream: No route to host");
        }
    }

    /// Whether the parent takes messages now.
    OverlayLinks.Uplink uplink() {
        DealerSocket dealer = socket;
        if (dealer == null || isOver()) {
            return OverlayLinks.Uplink.GONE;
        }
        boolean full =
                state == State.HELLO
                        ? held.size() >= MAX_HELD / 2
                        : !connected || dealer.queuedBytes() > context.queueBytes();
        return full ? OverlayLinks.Uplink.FULL : OverlayLinks.Uplink.OPEN;
    }

    /// Bytes that wait for the parent.
    long queuedBytes() {
        DealerSocket dealer = socket;
        return dealer == null ? 0 : dealer.queuedBytes();
    }

    /// Stops reading from the parent, or goes on.
    void hold(boolean hold) {
        DealerSocket dealer = socket;
        if (dealer != null && hold != readingHeld) {
            readingHeld = hold;
            dealer.hold(hold);
        }
    }

    boolean isHeld() {
        return readingHeld;
    }

    private boolean isOver() {
        return state == State.DOWN || state == State.REFUSED || goodbyeSent;
    }

    void subtreeStatus(SubtreeStatus changed) {
        statusUnsent = !send(Control.of(Control.STATUS, changed.number()));
    }

    /// Says that this broker is alive when nothing else did so lately.
    void keepAlive() {
        if (statusUnsent) {
            subtreeStatus(status.get());
        } else if (state == State.UP
                && Duration.ofNanos(context.now() - lastSent)
                                .compareTo(context.settings().torpidMin())
                        > 0) {
            send(Control.of(Control.HEARTBEAT, 0));
        }
    }

    private boolean send(Message message) {
        if (state == State.HELLO) {
            return hold(message);
        }
        return sendNow(message);
    }

    private boolean hold(Message message) {
        long bytes = heldBytes + message.payload().length();
        queueFull = held.size() >= MAX_HELD || bytes > context.settings().limits().maxQueueBytes();
        if (queueFull) {
            return false;
        }
        heldBytes = bytes;
        return held.add(message);
    }

    private boolean sendNow(Message message) {
        DealerSocket dealer = socket;
        if (dealer == null || isOver()) {
            return false;
        }
        SendResult result = dealer.send(message);
        boolean wasFull = queueFull;
        queueFull = result == SendResult.QUEUE_FULL;
        if (!result.isTaken()) {
            if (queueFull && !wasFull) {
                context.log()
                        .err(
                                "parent "
                                        + context.nameOf(rank)
                                        + " has stopped reading; messages to it are lost for now");
            }
            return false;
        }
        if (result == SendResult.BACKED_UP) {
            context.backedUp.run();
        }
        lastSent = context.now();
        context.trace.sent(rank, message);
        return true;
    }

    /// Takes leave in order; the parent's answer posts `goodbye` (spec broker 2.10).
    void goodbye() {
        String problem = "";
        if (state != State.UP) {
            problem =
                    state == State.HELLO
                            ? "cannot send overlay.goodbye because overlay.hello"
                                    + " is still in progress"
                            : "error sending overlay.goodbye: No route to host";
        } else if (!connected) {
            problem =
                    "leaving without overlay.goodbye: parent "
                            + context.nameOf(rank)
                            + " is not connected";
        } else if (!send(ownRequest(OverlayProtocol.GOODBYE, Payload.NONE))) {
            problem = "error sending overlay.goodbye: No route to host";
        }
        if (problem.isEmpty()) {
            goodbyeSent = true;
        } else {
            context.log().err(problem);
            context.post("goodbye", false);
        }
    }

    // --- from the parent

    @Override
    public void onMessage(Message arrived) {
        Message message = arrived.withCred(arrived.cred().withoutLocal());
        if (message instanceof Control control) {
            control(control);
            return;
        }
        if (state == State.DOWN) {
            return;
        }
        if (message instanceof Response response
                && response.topic().equals(OverlayProtocol.HELLO)) {
            helloResponse(response);
            return;
        }
        if (state == State.HELLO) {
            drop(message, "message received before hello handshake completed");
            return;
        }
        switch (message) {
            case Request request -> pass(request);
            case Response response -> fromParent(response);
            case Event event -> fromParent(event);
            case Control control -> control(control);
        }
    }

    private void pass(Message message) {
        context.trace.received(rank, message);
        context.router.fromOverlay(message);
    }

    private void fromParent(Response response) {
        if (goodbyeSent && response.topic().equals(OverlayProtocol.GOODBYE)) {
            context.post("goodbye", false);
            return;
        }
        if (tracker.admits(response)) {
            pass(response);
        }
    }

    private void fromParent(Event event) {
        if (event.sequence() == 0) {
            drop(event, "event message is malformed: it has no sequence number");
            return;
        }
        EventSequence.Finding finding = events.check(event.sequence());
        switch (finding.kind()) {
            case NEXT -> {}
            case DUPLICATE -> context.log().debug(finding.text());
            case GAP -> context.log().err(finding.text());
        }
        pass(event);
    }

    private void control(Control control) {
        if (control.controlType() == Control.DISCONNECT) {
            if (state == State.HELLO || state == State.UP) {
                context.log().crit(context.nameOf(rank) + " sent disconnect control message");
            }
            disconnect();
        } else {
            drop(control, "unknown control type");
        }
    }

    private void helloResponse(Response response) {
        if (state != State.HELLO) {
            return;
        }
        try {
            if (response.errnum() != 0) {
                throw response.error();
            }
            heldBytes = 0;
            uuid = response.payload().as(HelloReply.class).uuid();
            state = State.UP;
            while (!held.isEmpty()) {
                sendNow(held.removeFirst());
            }
            context.log().debug("hello parent " + rank + " " + uuid);
        } catch (FluxException e) {
            state = State.REFUSED;
            context.log().err("overlay.hello: " + e.getMessage());
            failPending();
            context.post("parent-fail", true);
        }
    }

    private void drop(Message message, String reason) {
        String kind =
                switch (message) {
                    case Request _ -> "request";
                    case Response _ -> "response";
                    case Event _ -> "event";
                    case Control _ -> "control";
                };
        String topic = message.topic().isEmpty() ? "-" : message.topic();
        context.log().err("DROP upstream " + kind + " topic " + topic + " : " + reason);
    }

    /// Drops the parent for good: what waits for it fails, and the broker goes down.
    void disconnect() {
        if (state == State.DOWN) {
            return;
        }
        state = State.DOWN;
        DealerSocket dealer = socket;
        if (dealer != null) {
            dealer.disconnect();
        }
        failPending();
        context.post("parent-fail", true);
    }

    private void failPending() {
        held.clear();
        for (Request lost : tracker.drain()) {
            context.refuse(lost, Errno.EHOSTUNREACH, "overlay disconnect");
        }
    }

    @Override
    public void onConnected() {
        connected = true;
        if (helloMayBeLost && state == State.HELLO) {
            // The connection broke before an answer came: hello or the answer may have gone with
            // it, and without an answer this broker would wait for ever.
            helloMayBeLost = false;
            sayHello();
        }
    }

    @Override
    public void onDisconnected(String reason) {
        connected = false;
        helloMayBeLost = state == State.HELLO;
        if (goodbyeSent) {
            // No answer will come.
            context.post("goodbye", false);
        } else if (state != State.DOWN) {
            context.log()
                    .info("connection to parent " + context.nameOf(rank) + " is down: " + reason);
        }
    }

    @Override
    public void onUnreachable(String reason) {
        context.log().warning("parent " + context.nameOf(rank) + " cannot be reached: " + reason);
    }

    @Override
    public void onRejected(String peer, String reason) {
        rejections.rejected(peer, reason);
    }

    @Override
    public void onEvent(String event) {
        if (context.settings().socketEvents()) {
            context.log().debug("parent sockevent " + event);
        }
    }

    /// Leaves: a broker that did not say goodbye is at least known to be offline.
    void close() {
        DealerSocket dealer = socket;
        if (dealer != null) {
            send(Control.of(Control.STATUS, SubtreeStatus.OFFLINE.number()));
            dealer.close();
            socket = null;
        }
    }
}
