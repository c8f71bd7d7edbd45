package fluxj.reactor.netty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.SocketFile;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/// A UNIX stream socket that accepts [MessageStream]s on a reactor's loop.
public final class UnixListener {
    private static final int BACKLOG = 128;
    private static final Duration DESCRIPTOR_PAUSE = Duration.ofMillis(10);

    /// Who connected.
    ///
    /// @param uid user id, -1 where the system does not tell
    /// @param pid process id, 0 where the system does not tell
    public record Peer(int uid, int pid) {}

    /// Takes a connection on the reactor.
    public interface Acceptor {
        /// Says who listens to a new stream. The stream is quiet until it is started.
        MessageStream.Listener onConnect(Peer peer, Connection connection);
    }

    /// The stream of a new connection, for the listener that was made for it.
    public static final class Connection {
        private @org.jspecify.annotations.Nullable MessageStream stream;

        /// The stream; only after [Acceptor#onConnect] has returned.
        public MessageStream stream() {
            if (stream == null) {
                throw new IllegalStateException("the connection has no stream yet");
            }
            return stream;
        }
    }

    private final NettyReactor reactor;
    private final Path path;
    private final Acceptor acceptor;
    private final Channel channel;

    private UnixListener(NettyReactor reactor, Path path, Acceptor acceptor, Channel channel) {
        this.reactor = reactor;
        this.path = path;
        this.acceptor = acceptor;
        this.channel = channel;
    }

    /// Listens on a path, in place of a socket that somebody left there.
    ///
    /// @param mode permissions as `rwxrwxrwx`
    /// @return fails with the reason when the socket cannot be made, such as a path too long
    public static Promise<UnixListener> listen(
            NettyReactor reactor, Path path, String mode, Acceptor acceptor) {
        Channel channel =
                reactor.isEpoll()
                        ? new EpollServerDomainSocketChannel()
                        : new NioServerDomainSocketChannel();
        UnixListener listener = new UnixListener(reactor, path, acceptor, channel);
        Deferred<UnixListener> result = new Deferred<>();
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.pipeline().addLast(listener.new AcceptHandler());
        SocketAddress address =
                reactor.isEpoll()
                        ? new DomainSocketAddress(path.toFile())
                        : UnixDomainSocketAddress.of(path);
        try {
            SocketFile.removeStale(path);
        } catch (FluxException e) {
            return Promise.failed(e);
        }
        reactor.eventLoop().register(channel);
        channel.bind(address)
                .addListener((ChannelFuture bound) -> listener.onBound(bound, mode, result));
        return result;
    }

    private void onBound(ChannelFuture bound, String mode, Deferred<UnixListener> result) {
        if (!bound.isSuccess()) {
            channel.close();
            result.fail(cannotListen(path, bound.cause()));
            return;
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            close();
            result.fail(cannotListen(path, e));
            return;
        }
        result.complete(this);
    }

    private static FluxException cannotListen(Path path, Throwable cause) {
        return new FluxException(
                Errno.EIO, path + ": cannot set up socket listener: " + cause.getMessage());
    }

    /// Stops listening and takes the socket file away; streams accepted before live on.
    public void close() {
        channel.close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Somebody made the directory read-only or took it away; a stale socket harms nobody.
            return;
        }
    }

    private final class AcceptHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel child = (Channel) message;
            Connection connection = new Connection();
            MessageStream.Listener listener = acceptor.onConnect(peerOf(child), connection);
            connection.stream = new MessageStream(reactor, child, listener);
        }

        /// Out of descriptors: a pause, or accept would fail again at once and for ever.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof RuntimeException bug) {
                reactor.post(
                        () -> {
                            throw bug;
                        });
                return;
            }
            channel.config().setAutoRead(false);
            reactor.after(
                    DESCRIPTOR_PAUSE,
                    () -> {
                        if (channel.isOpen()) {
                            channel.config().setAutoRead(true);
                        }
                    });
        }
    }

    private static Peer peerOf(Channel child) {
        try {
            if (child instanceof EpollDomainSocketChannel epoll) {
                PeerCredentials peer = epoll.peerCredentials();
                return new Peer(peer.uid(), peer.pid());
            }
        } catch (IOException e) {
            // It has gone already; the stream will say so.
            return new Peer(-1, 0);
        }
        return new Peer(-1, 0);
    }
}
