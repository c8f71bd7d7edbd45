package fluxj.overlay.jeromq;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.PeerInfo;
import fluxj.overlay.PeerStatistics;
import fluxj.overlay.RouterListener;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.reactor.Reactor;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;
import fluxj.zmtp.crypto.CurveKey;

import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

import zmq.Msg;
import zmq.io.Metadata;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parent's end over JeroMQ. A child is known from its first message on, and known to be gone
/// from the first message that cannot be routed to it: JeroMQ tells no more.
final class JeromqRouter implements RouterSocket, JeromqLoop.Polled {
    /// A child: its queue is shared with the loop, its counters are the reactor's.
    private static final class Peer {
        final PeerInfo info;
        final SendQueue queue;
        long sent;
        long received;

        Peer(PeerInfo info, SendQueue queue) {
            this.info = info;
            this.queue = queue;
        }
    }

    private final Reactor reactor;
    private final JeromqLoop loop;
    private final SocketOptions options;
    private final RouterListener listener;
    private final ReceiveQueue receiveQueue;
    private final ZMQ.Socket socket;
    private final SocketMonitor monitor;
    private final @Nullable ZapServer zap;

    /// The reactor's.
    private final Map<String, Peer> peers = new LinkedHashMap<>();

    /// The loop's: children with messages that JeroMQ has not taken.
    private final Map<String, SendQueue> unsent = new HashMap<>();

    private boolean closed;

    JeromqRouter(Reactor reactor, JeromqLoop loop, SocketOptions options, RouterListener listener) {
        this.reactor = reactor;
        this.loop = loop;
        this.options = options;
        this.listener = listener;
        receiveQueue = new ReceiveQueue(reactor, loop, options.limits().receiveHighWater());
        if (options.security() instanceof SocketSecurity.CurveClient) {
            throw new FluxException(Errno.EINVAL, "a listening socket is the CURVE server");
        }
        socket = loop.call(() -> loop.socket(SocketType.ROUTER));
        monitor = loop.call(() -> new SocketMonitor(loop, socket, this::onMonitor));
        zap =
                options.security() instanceof SocketSecurity.CurveServer server
                        ? loop.call(() -> new ZapServer(loop, server.allowed(), this::onRefused))
                        : null;
        loop.execute(this::start);
    }

    private void start() {
        JeromqOptions.set(socket, options);
        socket.setRouterMandatory(true);
        loop.add(this);
        loop.add(monitor);
        if (zap != null) {
            loop.add(zap);
        }
    }

    @Override
    public String bind(String uri) {
        reactor.checkConfined();
        try {
            String target = JeromqAddresses.toBind(uri, options.ipv6());
            return loop.call(() -> bindOnLoop(target));
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "error binding to " + uri + ": " + e.getMessage());
        }
    }

    private String bindOnLoop(String target) {
        try {
            socket.bind(target);
            return socket.getLastEndpoint();
        } catch (ZMQException e) {
            throw new FluxException(JeromqAddresses.errno(e.getErrorCode()));
        } catch (IllegalArgumentException _) {
            throw new FluxException(Errno.EINVAL);
        }
    }

    @Override
    public ZMQ.Socket socket() {
        return socket;
    }

    @Override
    public boolean wantsInput() {
        return receiveQueue.hasRoom();
    }

    @Override
    public void onReadable() {
        while (receiveQueue.hasRoom()) {
            Msg envelope = socket.base().recv(ZMQ.DONTWAIT);
            if (envelope == null) {
                return;
            }
            JeromqFrames frames = JeromqFrames.after(socket, envelope, false);
            received(envelope, frames.last().getMetadata(), frames.parts());
        }
    }

    private void received(Msg envelope, @Nullable Metadata metadata, List<byte[]> parts) {
        String identity = new String(envelope.data(), StandardCharsets.UTF_8);
        String address = property(metadata, Metadata.PEER_ADDRESS);
        String label = property(metadata, Metadata.USER_ID);
        PeerInfo info = new PeerInfo(identity, address, label);
        try {
            Message message = MessageCodec.fromParts(parts);
            receiveQueue.deliver(() -> deliver(info, message));
        } catch (FluxException e) {
            String reason = String.valueOf(e.getMessage());
            receiveQueue.deliver(() -> listener.onRejected(address, reason));
        }
    }

    private static String property(@Nullable Metadata metadata, String name) {
        String value = metadata == null ? null : metadata.get(name);
        return value == null ? "" : value;
    }

    private void deliver(PeerInfo info, Message message) {
        if (closed) {
            return;
        }
        Peer peer = peers.get(info.identity());
        if (peer == null) {
            peer = new Peer(info, new SendQueue(options.limits(), reactor::nanoTime));
            peers.put(info.identity(), peer);
            listener.onPeerReady(info);
        }
        peer.received++;
        listener.onMessage(info.identity(), message);
    }

    @Override
    public SendResult send(String identity, Message message) {
        reactor.checkConfined();
        Peer peer = peers.get(identity);
        if (peer == null) {
            return SendResult.NO_SUCH_PEER;
        }
        List<byte[]> parts = MessageCodec.toParts(message);
        SendQueue queue = peer.queue;
        SendResult result = queue.budget().reserve(SendQueue.size(parts));
        if (!result.isTaken()) {
            return result;
        }
        peer.sent++;
        loop.execute(
                () -> {
                    queue.add(parts);
                    flush(identity, queue);
                });
        return result;
    }

    @Override
    public long queuedBytes(String identity) {
        Peer peer = peers.get(identity);
        return peer == null ? 0 : peer.queue.budget().bytes();
    }

    @Override
    public void hold(String identity, boolean held) {}

    private void flush(String identity, SendQueue queue) {
        try {
            queue.flush(socket, List.of(identity.getBytes(StandardCharsets.UTF_8)));
        } catch (ZMQException e) {
            queue.clear();
            String reason = JeromqAddresses.errno(e.getErrorCode()).text();
            reactor.post(() -> gone(identity, queue, reason));
        }
        if (queue.isEmpty()) {
            unsent.remove(identity);
        } else {
            unsent.put(identity, queue);
        }
    }

    @Override
    public boolean retrySending() {
        if (!unsent.isEmpty()) {
            Map.copyOf(unsent).forEach(this::flush);
        }
        return !unsent.isEmpty();
    }

    private void gone(String identity, SendQueue queue, String reason) {
        Peer peer = peers.get(identity);
        if (!closed && peer != null && peer.queue == queue) {
            peers.remove(identity);
            listener.onPeerGone(identity, reason);
        }
    }

    private void onMonitor(int event, String address) {
        String text = SocketMonitor.text(event);
        reactor.post(
                () -> {
                    if (closed) {
                        return;
                    }
                    listener.onEvent(address + " " + text);
                    if (SocketMonitor.isHandshakeFailure(event)) {
                        listener.onRejected(address, text);
                    }
                });
    }

    private void onRefused(String address, String reason) {
        reactor.post(
                () -> {
                    if (!closed) {
                        listener.onRejected(address, reason);
                    }
                });
    }

    /// JeroMQ cannot close one connection; the child is forgotten until it speaks again.
    @Override
    public void drop(String identity, String reason) {
        reactor.checkConfined();
        if (peers.remove(identity) != null) {
            reactor.post(() -> listener.onPeerGone(identity, reason));
        }
    }

    @Override
    public void allow(Map<CurveKey, String> labels) {
        reactor.checkConfined();
        Map<CurveKey, String> copy = Map.copyOf(labels);
        ZapServer server = zap;
        if (server != null) {
            loop.execute(() -> server.allow(copy));
        }
    }

    @Override
    public List<PeerStatistics> peers() {
        reactor.checkConfined();
        List<PeerStatistics> statistics = new ArrayList<>(peers.size());
        for (Peer peer : peers.values()) {
            statistics.add(
                    new PeerStatistics(
                            peer.info,
                            peer.queue.budget().bytes(),
                            peer.queue.budget().stalledNanos(),
                            peer.sent,
                            peer.received));
        }
        return statistics;
    }

    @Override
    public void close() {
        reactor.checkConfined();
        if (closed) {
            return;
        }
        closed = true;
        peers.clear();
        loop.execute(
                () -> {
                    loop.remove(monitor);
                    if (zap != null) {
                        loop.remove(zap);
                    }
                    loop.remove(this);
                });
    }
}
