package fluxj.overlay.tree;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.PeerInfo;
import fluxj.overlay.SendResult;
import fluxj.wire.Credentials;
import fluxj.wire.Request;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Receives the first request of those who want to be children (spec 2.4). A refusal is one line in
/// this broker's log and the same words in the answer.
final class HelloDesk {
    /// A child heard within this time over a connection that is up is alive.
    private static final Duration ALIVE = Duration.ofSeconds(10);

    private final Hub hub;
    private final Children children;
    private final ChildSide side;
    private final HelloPolicy policy;
    private final Map<String, PeerInfo> connected = new HashMap<>();
    private boolean open = true;

    HelloDesk(Hub hub, Children children, ChildSide side) {
        this.hub = hub;
        this.children = children;
        this.side = side;
        policy =
                new HelloPolicy(
                        hub.rank(),
                        children,
                        hub.hosts,
                        hub.plan.links() instanceof LinkPlan.Exchange);
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
        connected.put(peer.identity(), peer);
    }

    void disconnected(String identity) {
        connected.remove(identity);
    }

    void hello(String identity, Request request) {
        Hello hello;
        try {
            hello = request.payload().as(Hello.class);
        } catch (FluxException e) {
            hub.trace.received(OverlayTrace.ANY_PEER, request);
            String text = "malformed overlay.hello: " + e.getMessage();
            hub.log().err("rejecting connection from " + addressOf(identity) + ": " + text);
            answer(identity, request, Errno.EPROTO, text);
            return;
        }
        hub.trace.received(hello.rank(), request);
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
            hub.log()
                    .err(
                            hub.nameOf(child.rank)
                                    + " reconnected after crash, dropping old connection state");
            side.setStatus(child, SubtreeStatus.LOST, "");
        }
        Optional<HelloPolicy.Refusal> refusal = HelloPolicy.checkVersion(hello.version());
        if (refusal.isPresent()) {
            child.setError(refusal.get().text());
            refuse(identity, request, hello, refusal.get());
            return;
        }
        children.admit(child, identity);
        side.setStatus(child, SubtreeStatus.of(hello.status()).orElseThrow(), "");
        String line =
                "accepting connection from "
                        + hub.nameOf(child.rank)
                        + " status "
                        + child.status().word();
        if (returns) {
            hub.log().err(line);
        } else {
            hub.log().debug(line);
        }
        side.accept(child, request);
    }

    private boolean isAlive(Child child) {
        long idle = child.idleNanos(hub.now());
        return connected.containsKey(child.uuid()) && idle > 0 && idle < ALIVE.toNanos();
    }

    private void refuse(
            String identity, Request request, Hello hello, HelloPolicy.Refusal refusal) {
        hub.log()
                .err(
                        "rejecting connection from "
                                + hello.hostname().orElseGet(() -> hub.hosts.of(hello.rank()))
                                + " (rank "
                                + Integer.toUnsignedString(hello.rank())
                                + "): "
                                + refusal.text());
        answer(identity, request, refusal.errno(), refusal.text());
    }

    private void answer(String identity, Request request, Errno errno, String text) {
        if (side.sendTo(identity, request.respondError(errno, text)) != SendResult.SENT) {
            hub.log().debug("no way to answer overlay.hello of " + addressOf(identity));
        }
    }

    private PeerInfo peer(String identity) {
        return connected.getOrDefault(identity, new PeerInfo(identity, identity, ""));
    }

    private String addressOf(String identity) {
        return peer(identity).address();
    }
}
