package fluxj.overlay.zmtp;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.PeerInfo;
import fluxj.overlay.PeerStatistics;
import fluxj.overlay.RouterListener;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.reactor.Timer;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;
import fluxj.zmtp.SessionOptions;
import fluxj.zmtp.SocketType;
import fluxj.zmtp.crypto.CurveKey;

import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The parent's end over ZMTP. State belongs to the reactor; what links call on their own loops is
/// handed over.
///
/// When a second connection claims an identity that is connected, the first is pinged: if it
/// answers, the second is refused (as libzmq refuses it); if it does not, it is a connection whose
/// end was never noticed, and the second takes its place.
final class ZmtpRouter implements RouterSocket {
    /// An event larger than this is not kept for the next turn.
    private static final int LARGE_EVENT = 64 * 1024;

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);

    private record Challenge(ZmtpLink challenger, Timer timer) {}

    private final IoLoops loops;
    private final Channels channels;
    private final SessionSecurities securities;
    private final SocketOptions options;
    private final RouterListener listener;
    private final HandshakeGate gate;
    private final List<ListeningSocket> servers = new ArrayList<>();
    private final Map<String, ChildConnection> children = new LinkedHashMap<>();
    private final Map<String, Challenge> challenges = new HashMap<>();
    private volatile Map<CurveKey, String> allowed;
    private @Nullable Event lastEvent;
    private OutboundQueue.@Nullable Outbound lastOutbound;
    private boolean closed;

    ZmtpRouter(
            IoLoops loops,
            Channels channels,
            SessionSecurities securities,
            SocketOptions options,
            RouterListener listener) {
        this.loops = loops;
        this.channels = channels;
        this.securities = securities;
        this.options = options;
        this.listener = listener;
        gate = new HandshakeGate(options.limits());
        allowed =
                switch (options.security()) {
                    case SocketSecurity.CurveServer server -> Map.copyOf(server.allowed());
                    case SocketSecurity.None _ -> Map.of();
                    case SocketSecurity.CurveClient _ ->
                            throw new FluxException(
                                    Errno.EINVAL, "a listening socket is the CURVE server");
                };
    }

    @Override
    public String bind(String uri) {
        loops.reactor().checkConfined();
        try {
            ListeningSocket server =
                    ListeningSocket.bind(
                            ZmtpEndpoint.parse(uri),
                            options.ipv6(),
                            channels,
                            loops.reactor().eventLoop(),
                            new ChildAcceptor());
            servers.add(server);
            listener.onEvent(server.uri() + " listening");
            return server.uri();
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "error binding to " + uri + ": " + e.getMessage());
        }
    }

    private final class ChildAcceptor implements ListeningSocket.Acceptor {
        @Override
        public void onAccepted(ZmtpEndpoint endpoint, Channel channel) {
            loops.deliver(() -> accept(endpoint, channel));
        }

        @Override
        public void onAcceptFailed(ZmtpEndpoint endpoint, Errno errno) {
            loops.deliver(
                    () -> {
                        listener.onEvent(endpoint + " accept failed");
                        listener.onRejected(
                                "new peer",
                                "accept failed: "
                                        + errno.text()
                                        + ": raise the limit of open files");
                    });
        }
    }

    private void accept(ZmtpEndpoint endpoint, Channel channel) {
        String refusal = closed ? "shutting down" : gate.enter(channel);
        if (!refusal.isEmpty()) {
            String peer = Addresses.text(channel.remoteAddress());
            channel.unsafe().closeForcibly();
            listener.onRejected(peer, refusal + ": try again later");
            return;
        }
        listener.onEvent(Addresses.text(channel.localAddress()) + " accepted");
        channel.closeFuture().addListener(_ -> loops.deliver(() -> gate.leave(channel)));
        channels.configure(channel, endpoint, options);
        SessionOptions session =
                new SessionOptions(
                        SocketType.ROUTER,
                        "",
                        securities.of(
                                options.security(), key -> Optional.ofNullable(allowed.get(key))),
                        options.limits().maxMessageBytes());
        channel.pipeline()
                .addLast(
                        new ZmtpLink(
                                new LinkOptions(
                                        session,
                                        options.timing().handshake(),
                                        options.timing().linger()),
                                new OutboundQueue(options.limits(), loops.reactor()::nanoTime),
                                new ChildListener(channel)));
        loops.next().register(channel);
    }

    /// What one link tells, on its loop.
    private final class ChildListener implements ZmtpLink.Listener {
        private static final int USUAL_HIGH_WATER = 1000;

        private final Channel channel;
        private final AtomicInteger undelivered = new AtomicInteger();
        private final int highWater;

        ChildListener(Channel channel) {
            this.channel = channel;
            int configured = options.limits().receiveHighWater();
            highWater = configured > 0 ? configured : USUAL_HIGH_WATER;
        }

        @Override
        public void onReady(ZmtpLink link) {
            link.hold(ZmtpLink.Hold.ADMISSION, true);
            loops.deliver(
                    () -> {
                        gate.leave(channel);
                        admit(link);
                    });
        }

        @Override
        public void onMessage(ZmtpLink link, List<byte[]> parts) {
            Message message;
            try {
                message = MessageCodec.fromParts(parts);
            } catch (FluxException e) {
                String reason = String.valueOf(e.getMessage());
                loops.deliver(() -> listener.onRejected(link.peerAddress(), reason));
                return;
            }
            if (loops.inline()) {
                loops.deliver(() -> deliver(link, message));
                return;
            }
            if (undelivered.incrementAndGet() >= highWater) {
                link.hold(ZmtpLink.Hold.UNDELIVERED, true);
            }
            loops.deliver(
                    () -> {
                        deliver(link, message);
                        if (undelivered.decrementAndGet() == highWater / 2) {
                            link.onLoop(() -> link.hold(ZmtpLink.Hold.UNDELIVERED, false));
                        }
                    });
        }

        @Override
        public void onPong(ZmtpLink link) {
            loops.deliver(() -> challengeAnswered(link));
        }

        @Override
        public void onClosed(ZmtpLink link, String reason) {
            link.queue().clear();
            loops.deliver(() -> gone(link, reason));
        }
    }

    private void admit(ZmtpLink link) {
        if (closed) {
            link.onLoop(() -> link.close("shutting down"));
            return;
        }
        String identity = link.identity();
        ChildConnection holder = children.get(identity);
        if (holder == null) {
            welcome(link);
        } else if (challenges.containsKey(identity)) {
            refuseDuplicate(link);
        } else {
            Timer timer =
                    loops.reactor().after(SIGN_OF_LIFE, () -> challengeExpired(holder.link()));
            challenges.put(identity, new Challenge(link, timer));
            holder.link().onLoop(holder.link()::ping);
        }
    }

    private void welcome(ZmtpLink link) {
        PeerInfo info = new PeerInfo(link.identity(), link.peerAddress(), link.keyLabel());
        children.put(link.identity(), new ChildConnection(link, info));
        listener.onEvent(link.peerAddress() + " handshake succeeded");
        listener.onPeerReady(info);
        link.onLoop(() -> link.hold(ZmtpLink.Hold.ADMISSION, false));
    }

    private void refuseDuplicate(ZmtpLink link) {
        link.onLoop(
                () ->
                        link.close(
                                "identity "
                                        + link.identity()
                                        + " is already connected and alive:"
                                        + " is one broker started twice?"));
    }

    private void challengeAnswered(ZmtpLink link) {
        Challenge challenge = challenges.remove(link.identity());
        if (challenge != null) {
            challenge.timer().cancel();
            refuseDuplicate(challenge.challenger());
        }
    }

    private void challengeExpired(ZmtpLink holder) {
        holder.onLoop(() -> holder.close("replaced by a new connection, this one did not answer"));
    }

    private void deliver(ZmtpLink link, Message message) {
        ChildConnection child = children.get(link.identity());
        if (child != null && child.link() == link) {
            child.countReceived();
            listener.onMessage(link.identity(), message);
        }
    }

    private void gone(ZmtpLink link, String reason) {
        if (closed) {
            return;
        }
        listener.onEvent(link.peerAddress() + " disconnected");
        String identity = link.identity();
        ChildConnection child = children.get(identity);
        if (child == null || child.link() != link) {
            listener.onRejected(link.peerAddress(), reason);
            Challenge challenge = challenges.get(identity);
            if (challenge != null && challenge.challenger() == link) {
                challenge.timer().cancel();
                challenges.remove(identity);
            }
            return;
        }
        children.remove(identity);
        listener.onPeerGone(identity, reason);
        Challenge challenge = challenges.remove(identity);
        if (challenge != null) {
            challenge.timer().cancel();
            welcome(challenge.challenger());
        }
    }

    @Override
    public SendResult send(String identity, Message message) {
        loops.reactor().checkConfined();
        ChildConnection child = children.get(identity);
        if (child == null) {
            return SendResult.NO_SUCH_PEER;
        }
        OutboundQueue.Outbound outbound = outbound(message);
        ZmtpLink link = child.link();
        SendResult result = link.queue().reserve(outbound);
        if (!result.isTaken()) {
            return result;
        }
        child.countSent();
        if (loops.inline()) {
            link.send(outbound);
        } else {
            link.onLoop(() -> link.send(outbound));
        }
        return result;
    }

    @Override
    public long queuedBytes(String identity) {
        ChildConnection child = children.get(identity);
        return child == null ? 0 : child.link().queue().bytes();
    }

    @Override
    public void hold(String identity, boolean held) {
        ChildConnection child = children.get(identity);
        if (child != null) {
            ZmtpLink link = child.link();
            link.onLoop(() -> link.hold(ZmtpLink.Hold.OWNER, held));
        }
    }

    /// An event goes to many children one after the other: it is taken apart once, and what waits
    /// for them is shared.
    @SuppressWarnings("ReferenceEquality")
    private OutboundQueue.Outbound outbound(Message message) {
        if (!(message instanceof Event event)) {
            return OutboundQueue.outbound(MessageCodec.toParts(message));
        }
        OutboundQueue.Outbound known = lastOutbound;
        if (event != lastEvent || known == null) {
            known = OutboundQueue.outbound(MessageCodec.toParts(event));
            lastOutbound = known;
            lastEvent = event;
            if (known.bytes() > LARGE_EVENT) {
                loops.reactor().post(this::forgetEvent);
            }
        }
        return known;
    }

    private void forgetEvent() {
        lastEvent = null;
        lastOutbound = null;
    }

    @Override
    public void drop(String identity, String reason) {
        loops.reactor().checkConfined();
        ChildConnection child = children.get(identity);
        if (child != null) {
            child.link().onLoop(() -> child.link().closeAfterSending(reason));
        }
    }

    @Override
    public void allow(Map<CurveKey, String> labels) {
        loops.reactor().checkConfined();
        allowed = Map.copyOf(labels);
    }

    @Override
    public List<PeerStatistics> peers() {
        loops.reactor().checkConfined();
        List<PeerStatistics> peers = new ArrayList<>(children.size());
        for (ChildConnection child : children.values()) {
            peers.add(child.statistics());
        }
        return peers;
    }

    @Override
    public void close() {
        loops.reactor().checkConfined();
        if (closed) {
            return;
        }
        closed = true;
        servers.forEach(ListeningSocket::close);
        for (Challenge challenge : challenges.values()) {
            challenge.timer().cancel();
            ZmtpLink link = challenge.challenger();
            link.onLoop(() -> link.close("shutting down"));
        }
        for (ChildConnection child : children.values()) {
            child.link().onLoop(() -> child.link().closeAfterSending("shutting down"));
        }
        children.clear();
        challenges.clear();
    }
}
