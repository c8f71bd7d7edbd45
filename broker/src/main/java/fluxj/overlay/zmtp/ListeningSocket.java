package fluxj.overlay.zmtp;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.SocketFile;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/// One listening endpoint: bound at once, on the reactor's loop.
final class ListeningSocket {
    /// Who takes the connections.
    interface Acceptor {
        void onAccepted(ZmtpEndpoint endpoint, Channel channel);

        void onAcceptFailed(ZmtpEndpoint endpoint, Errno errno);
    }

    private final Channel channel;
    private final ZmtpEndpoint endpoint;

    private ListeningSocket(Channel channel, ZmtpEndpoint endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
    }

    /// Binds and listens.
    ///
    /// @param accepting given each new channel, not yet registered with a loop
    /// @throws FluxException with the errno of what failed
    static ListeningSocket bind(
            ZmtpEndpoint endpoint,
            boolean ipv6,
            Channels channels,
            EventLoop loop,
            Acceptor accepting) {
        SocketAddress address = address(endpoint, ipv6, channels);
        if (endpoint instanceof ZmtpEndpoint.Ipc ipc && !ipc.isAbstract()) {
            SocketFile.removeStale(Path.of(ipc.path()));
        }
        Channel channel = channels.server(endpoint);
        channel.pipeline().addLast(new AcceptHandler(endpoint, accepting));
        check(loop.register(channel), channel);
        check(channel.bind(address), channel);
        return new ListeningSocket(channel, endpoint);
    }

    private static SocketAddress address(ZmtpEndpoint endpoint, boolean ipv6, Channels channels) {
        return switch (endpoint) {
            case ZmtpEndpoint.Tcp tcp ->
                    new InetSocketAddress(Addresses.local(tcp.host(), ipv6), tcp.port());
            case ZmtpEndpoint.Ipc ipc -> channels.address(ipc);
        };
    }

    /// On its own loop, Netty registers and binds within the call.
    private static void check(ChannelFuture future, Channel channel) {
        Throwable cause = future.cause();
        if (cause != null) {
            channel.close();
            throw new FluxException(SocketErrors.errno(cause));
        }
        if (!future.isDone()) {
            throw new IllegalStateException("bind was not called on the reactor");
        }
    }

    /// Removes a socket left by a process that is gone; anything else in its place stays.
    private static void unlinkSocket(Path path) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isOther()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException _) {
            throw new FluxException(Errno.EACCES);
        }
    }

    /// The endpoint that can be connected to.
    String uri() {
        return switch (endpoint) {
            case ZmtpEndpoint.Tcp _ -> "tcp://" + Addresses.text(channel.localAddress());
            case ZmtpEndpoint.Ipc ipc -> "ipc://" + (ipc.isAbstract() ? "@" : "") + ipc.path();
        };
    }

    void close() {
        channel.close();
        if (endpoint instanceof ZmtpEndpoint.Ipc ipc && !ipc.isAbstract()) {
            unlinkSocket(Path.of(ipc.path()));
        }
    }

    private static final class AcceptHandler extends ChannelInboundHandlerAdapter {
        private static final long PAUSE_MILLIS = 1000;

        private final ZmtpEndpoint endpoint;
        private final Acceptor accepting;

        AcceptHandler(ZmtpEndpoint endpoint, Acceptor accepting) {
            this.endpoint = endpoint;
            this.accepting = accepting;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            accepting.onAccepted(endpoint, (Channel) accepted);
        }

        /// Too few descriptors, most likely: trying again at once would spin.
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ChannelConfig config = ctx.channel().config();
            config.setAutoRead(false);
            ctx.channel()
                    .eventLoop()
                    .schedule(() -> config.setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            accepting.onAcceptFailed(endpoint, SocketErrors.errno(cause));
        }
    }
}
