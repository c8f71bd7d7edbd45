package fluxj.overlay.zmtp;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.reactor.Timer;
import fluxj.reactor.netty.NettyReactor;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;
import fluxj.zmtp.SessionOptions;
import fluxj.zmtp.SocketType;
import fluxj.zmtp.ZmtpException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The child's end over ZMTP, always on the reactor's own loop. One attempt after the other, with
/// growing pauses; the queue outlives the connections.
final class ZmtpDealer implements DealerSocket {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final NettyReactor reactor;
    private final Channels channels;
    private final SessionSecurities securities;
    private final SocketOptions options;
    private final DealerListener listener;
    private final OutboundQueue queue;
    private String uri = "";
    private @Nullable Attempt attempt;
    private @Nullable Timer retry;
    private int failures;
    private boolean held;

    /// Reasons told since the last connection; few, a host has few addresses.
    private final Set<String> toldReasons = new TreeSet<>();

    ZmtpDealer(
            NettyReactor reactor,
            Channels channels,
            SessionSecurities securities,
            SocketOptions options,
            DealerListener listener) {
        this.reactor = reactor;
        this.channels = channels;
        this.securities = securities;
        this.options = options;
        this.listener = listener;
        queue = new OutboundQueue(options.limits(), reactor::nanoTime);
        if (options.security() instanceof SocketSecurity.CurveServer) {
            throw new FluxException(Errno.EINVAL, "a connecting socket is the CURVE client");
        }
    }

    @Override
    public void connect(String target) {
        reactor.checkConfined();
        ZmtpEndpoint endpoint;
        try {
            endpoint = ZmtpEndpoint.parse(target);
        } catch (FluxException e) {
            throw new FluxException(
                    e.errno(), "error connecting to " + target + ": " + e.getMessage());
        }
        disconnect();
        uri = target;
        if (!channels.hasUserTimeout() && !options.timing().tcpUserTimeout().isZero()) {
            listener.onEvent(target + " tcp_user_timeout has no effect on this system");
        }
        start(endpoint);
    }

    private void start(ZmtpEndpoint endpoint) {
        Attempt started = new Attempt(endpoint);
        attempt = started;
        started.resolve();
    }

    /// One connection: from name to end.
    private final class Attempt implements ZmtpLink.Listener {
        private final ZmtpEndpoint endpoint;
        private String address = "";
        private @Nullable Channel channel;
        private @Nullable ZmtpLink link;

        Attempt(ZmtpEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        private boolean isCurrent() {
            return attempt == this;
        }

        void resolve() {
            switch (endpoint) {
                case ZmtpEndpoint.Ipc ipc -> open(channels.address(ipc), uri);
                case ZmtpEndpoint.Tcp tcp when Addresses.isNumeric(tcp.host()) ->
                        openTcp(Addresses.numeric(tcp.host()), tcp.port());
                case ZmtpEndpoint.Tcp tcp ->
                        reactor.blocking(() -> Addresses.lookUp(tcp.host(), options.ipv6()))
                                .then(
                                        found -> openOneOf(found, tcp.port()),
                                        e -> unresolved(tcp.host(), e));
            }
        }

        private void openOneOf(List<InetAddress> found, int port) {
            if (isCurrent()) {
                openTcp(found.get(failures % found.size()), port);
            }
        }

        private void unresolved(String host, FluxException e) {
            String message = String.valueOf(e.getMessage());
            failed(
                    "cannot resolve host "
                            + (message.contains(host) ? message : host + ": " + message));
        }

        private void openTcp(InetAddress inet, int port) {
            InetSocketAddress target = new InetSocketAddress(inet, port);
            open(target, Addresses.text(target));
        }

        private void open(SocketAddress target, String targetText) {
            address = targetText;
            ZmtpLink made;
            try {
                made = new ZmtpLink(linkOptions(), queue, this);
            } catch (ZmtpException e) {
                failed(e.reason()); // a server key with which no secret can be agreed
                return;
            }
            Channel opened = channels.stream(endpoint);
            channel = opened;
            channels.configure(opened, endpoint, options);
            link = made;
            opened.pipeline().addLast(made);
            reactor.eventLoop().register(opened);
            opened.connect(target).addListener(done -> connected((ChannelFuture) done));
        }

        private void connected(ChannelFuture done) {
            Throwable cause = done.cause();
            if (cause != null) {
                done.channel().close();
                failed("cannot connect to " + address + ": " + SocketErrors.errno(cause).text());
            } else if (isCurrent()) {
                reactor.guard(() -> listener.onEvent(uri + " connected"));
            }
        }

        private void failed(String reason) {
            if (!isCurrent()) {
                return;
            }
            attempt = null;
            reactor.guard(
                    () -> {
                        listener.onEvent(uri + " connect retried");
                        if (toldReasons.add(reason)) {
                            listener.onUnreachable(reason);
                        }
                    });
            again(endpoint);
        }

        @Override
        public void onReady(ZmtpLink ready) {
            failures = 0;
            ready.hold(ZmtpLink.Hold.OWNER, held);
            toldReasons.clear();
            reactor.guard(
                    () -> {
                        listener.onEvent(uri + " handshake succeeded");
                        listener.onConnected();
                    });
        }

        @Override
        public void onMessage(ZmtpLink from, List<byte[]> parts) {
            reactor.guard(() -> deliver(from, parts));
        }

        private void deliver(ZmtpLink from, List<byte[]> parts) {
            if (!isCurrent()) {
                return;
            }
            Message message;
            try {
                message = MessageCodec.fromParts(parts);
            } catch (FluxException e) {
                listener.onRejected(from.peerAddress(), String.valueOf(e.getMessage()));
                return;
            }
            listener.onMessage(message);
        }

        @Override
        public void onPong(ZmtpLink from) {}

        @Override
        public void onClosed(ZmtpLink from, String reason) {
            if (!isCurrent()) {
                return;
            }
            attempt = null;
            reactor.guard(
                    () -> {
                        listener.onEvent(uri + " disconnected");
                        if (from.isReady()) {
                            listener.onDisconnected(reason);
                        } else {
                            listener.onRejected(address, reason);
                        }
                    });
            again(endpoint);
        }

        void closeNow() {
            Channel open = channel;
            if (open != null) {
                open.close();
            }
        }

        void closeAfterSending() {
            ZmtpLink open = link;
            if (open != null && open.isReady()) {
                open.closeAfterSending("closed");
            } else {
                closeNow();
            }
        }
    }

    private LinkOptions linkOptions() {
        SessionOptions session =
                new SessionOptions(
                        SocketType.DEALER,
                        options.identity(),
                        securities.of(options.security(), _ -> Optional.empty()),
                        options.limits().maxMessageBytes());
        // The connecting end chose its peer, and a parent that is starting hundreds is slow.
        Duration connect = options.timing().connectTimeout();
        Duration handshake = options.timing().handshake();
        return new LinkOptions(
                session,
                connect.compareTo(handshake) > 0 ? connect : handshake,
                options.timing().linger());
    }

    /// Tries again after a pause that doubles with each failure, and varies so that the children of
    /// a restarted parent do not come all at once.
    private void again(ZmtpEndpoint endpoint) {
        if (uri.isEmpty() || attempt != null) {
            return; // the listener has disconnected, or connected to another place
        }
        long longest = options.timing().reconnectMax().toMillis();
        long pause = Math.min(longest, FIRST_PAUSE.toMillis() << Math.min(failures, 16));
        failures++;
        long varied = pause / 2 + reactor.random().nextLong(pause / 2 + 1);
        retry = reactor.after(Duration.ofMillis(varied), () -> start(endpoint));
    }

    @Override
    public SendResult send(Message message) {
        reactor.checkConfined();
        if (uri.isEmpty()) {
            return SendResult.NO_SUCH_PEER;
        }
        OutboundQueue.Outbound outbound = OutboundQueue.outbound(MessageCodec.toParts(message));
        SendResult result = queue.reserve(outbound);
        if (!result.isTaken()) {
            return result;
        }
        Attempt current = attempt;
        if (current != null && current.link != null) {
            current.link.send(outbound);
        } else {
            queue.add(outbound);
        }
        return result;
    }

    @Override
    public long queuedBytes() {
        return queue.bytes();
    }

    @Override
    public void hold(boolean hold) {
        held = hold;
        Attempt current = attempt;
        if (current != null && current.link != null) {
            current.link.hold(ZmtpLink.Hold.OWNER, hold);
        }
    }

    @Override
    public void disconnect() {
        reactor.checkConfined();
        Attempt current = end();
        if (current != null) {
            current.closeNow();
        }
        queue.clear();
    }

    @Override
    public void close() {
        reactor.checkConfined();
        Attempt current = end();
        if (current != null) {
            current.closeAfterSending();
        }
    }

    private @Nullable Attempt end() {
        uri = "";
        failures = 0;
        toldReasons.clear();
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        Attempt current = attempt;
        attempt = null;
        return current;
    }
}
