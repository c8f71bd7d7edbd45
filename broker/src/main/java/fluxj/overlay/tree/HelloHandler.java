package fluxj.overlay.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.PeerInfo;
import fluxj.overlay.SendResult;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Request;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Receives the first request of those who want to be children (spec broker 2.4). A refusal is one
/// line in this broker's log and the same words in the answer.
final class HelloHandler {
    /// A child heard within this time over a connection that is up is alive.
    private static final Duration ALIVE = Duration.ofSeconds(10);

    /// So long may a connection be up that is no child's.
    private static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

    /// So many connections may be no child's, beyond one for each child.
    private static final int STRANGERS = 64;

    private final OverlayContext context;
    private final Children children;
    private final Links links;
    private final HelloPolicy policy;
    private final RejectionLog rejections;
    private final Map<String, Connected> connected = new HashMap<>();
    private boolean open = true;

    /// @param sinceNanos when it connected, or ceased to be a child
    private record Connected(PeerInfo info, long sinceNanos) {}

    /// What is done to the links of those who say hello.
    interface Links {
        /// Sends the good answer.
        void accept(Child child, Request hello);

        /// Changes a child's status with all that follows from it.
        void setStatus(Child child, SubtreeStatus status, String error);

        SendResult sendTo(String identity, Message message);

        /// Cuts a connection off.
        void drop(String identity, String reason);
    }

    HelloHandler(OverlayContext context, Children children, Links links, RejectionLog rejections) {
        this.context = context;
        this.children = children;
        this.links = links;
        this.rejections = rejections;
        policy =
                new HelloPolicy(
                        context.rank(),
                        children,
                        context.hosts,
                        context.plan.links() instanceof LinkPlan.Exchange);
    }

    boolean isOpen() {
        return open;
    }

    /// Lets nobody in from now on: this broker is on its way down.
    void close() {
        open = false;
    }

    boolean isConnected(String identity) {
        return connected.containsKey(identity);
    }

    void connected(PeerInfo peer) {
        connected.put(peer.identity(), new Connected(peer, context.now()));
        if (connected.size() > 2 * children.size() + STRANGERS) {
            overdue(
                    new Connected(peer, context.now()),
                    "too many connections that have not said overlay.hello");
        }
    }

    /// A child is one no longer; its connection may stay for a little.
    void left(String identity) {
        connected.computeIfPresent(
                identity, (_, peer) -> new Connected(peer.info(), context.now()));
    }

    /// Drops the connections that are no child's and have been up for too long, or do not read what
    /// they are told.
    ///
    /// @param backedUp identities of peers for whom more is queued than should be
    void dropOverdue(Set<String> backedUp) {
        if (connected.size() <= children.onlineCount()) {
            return;
        }
        long now = context.now();
        for (Connected peer : List.copyOf(connected.values())) {
            String identity = peer.info().identity();
            if (children.online(identity).isPresent()) {
                continue;
            }
            if (backedUp.contains(identity)) {
                overdue(peer, "reads nothing and is no child");
            } else if (now - peer.sinceNanos() >= HELLO_WITHIN.toNanos()) {
                overdue(peer, "no overlay.hello within " + HELLO_WITHIN.toSeconds() + " s");
            }
        }
    }

    private void overdue(Connected peer, String reason) {
        rejections.rejected(peer.info().address(), reason);
        links.drop(peer.info().identity(), reason);
    }

    void disconnected(String identity) {
        connected.remove(identity);
    }

    void hello(String identity, Request request) {
        Hello hello;
        try {
            hello = request.payload().as(Hello.class);
        } catch (FluxException e) {
            context.trace.received(OverlayTrace.ANY_PEER, request);
            String text = "malformed overlay.hello: " + e.getMessage();
            reject(identity, addressOf(identity), text);
            answer(identity, request, Errno.EPROTO, text);
            return;
        }
        context.trace.received(hello.rank(), request);
        if (!request.cred().hasAny(Credentials.OWNER)) {
            answer(identity, request, Errno.EPERM, "");
            return;
        }
        Optional<HelloPolicy.Refusal> refusal = policy.checkPlace(hello, peer(identity));
        if (refusal.isPresent()) {
            refuse(identity, request, hello, refusal.get());
            return;
        }
        children.ofRank(hello.rank()).ifPresent(child -> enter(child, identity, request, hello));
    }

    private void enter(Child child, String identity, Request request, Hello hello) {
        boolean returns = child.isOnline();
        if (returns && isAlive(child)) {
            refuse(
                    identity,
                    request,
                    hello,
                    new HelloPolicy.Refusal(
                            Errno.EINVAL,
                            "rank "
                                    + child.rank
                                    + " is taken by a broker that is alive at "
                                    + addressOf(child.uuid())
                                    + ": started twice?"));
            return;
        }
        if (returns) {
            links.setStatus(child, SubtreeStatus.LOST, "");
            rejections.log(
                    context.nameOf(child.rank)
                            + " reconnected after crash, dropping old connection state");
        }
        Optional<HelloPolicy.Refusal> refusal = HelloPolicy.checkVersion(hello.version());
        if (refusal.isPresent()) {
            child.setError(refusal.get().text());
            refuse(identity, request, hello, refusal.get());
            return;
        }
        children.admit(child, identity);
        links.setStatus(child, SubtreeStatus.of(hello.status()).orElseThrow(), "");
        String line =
                "accepting connection from "
                        + context.nameOf(child.rank)
                        + " status "
                        + child.status().word();
        if (returns) {
            rejections.log(line);
        } else {
            context.log().debug(line);
        }
        links.accept(child, request);
    }

    private boolean isAlive(Child child) {
        long idle = child.idleNanos(context.now());
        return connected.containsKey(child.uuid()) && idle > 0 && idle < ALIVE.toNanos();
    }

    private void refuse(
            String identity, Request request, Hello hello, HelloPolicy.Refusal refusal) {
        reject(
                identity,
                UntrustedText.clean(
                                hello.hostname().orElseGet(() -> context.hosts.of(hello.rank())),
                                64)
                        + " (rank "
                        + Integer.toUnsignedString(hello.rank())
                        + ")",
                refusal.text());
        answer(identity, request, refusal.errno(), refusal.text());
    }

    private void reject(String identity, String who, String text) {
        rejections.refused(
                addressOf(identity), text, "rejecting connection from " + who + ": " + text);
    }

    private void answer(String identity, Request request, Errno errno, String text) {
        if (!links.sendTo(identity, request.respondError(errno, text)).isTaken()) {
            context.log().debug("no way to answer overlay.hello of " + addressOf(identity));
        }
    }

    private PeerInfo peer(String identity) {
        Connected peer = connected.get(identity);
        return peer == null ? new PeerInfo(identity, identity, "") : peer.info();
    }

    private String addressOf(String identity) {
        return peer(identity).address();
    }
}
