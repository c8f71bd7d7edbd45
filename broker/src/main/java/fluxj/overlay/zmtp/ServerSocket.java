package fluxj.overlay.zmtp;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.BiConsumer;

/// One listening endpoint: bound at once, on the reactor's loop.
final class ServerSocket {
    private final Channel channel;
    private final Endpoint endpoint;

    private ServerSocket(Channel channel, Endpoint endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
    }

    /// Binds and listens.
    ///
    /// @param onAccept given each new channel, not yet registered with a loop
    /// @throws FluxException with the errno of what failed
    static ServerSocket bind(
            Endpoint endpoint,
            boolean ipv6,
            Channels channels,
            EventLoop loop,
            BiConsumer<Endpoint, Channel> onAccept) {
        SocketAddress address = address(endpoint, ipv6, channels);
        if (endpoint instanceof Endpoint.Ipc ipc && !ipc.isAbstract()) {
            unlinkSocket(Path.of(ipc.path()));
        }
        Channel channel = channels.server(endpoint);
        channel.pipeline().addLast(new Acceptor(endpoint, onAccept));
        check(loop.register(channel), channel);
        check(channel.bind(address), channel);
        return new ServerSocket(channel, endpoint);
    }

    private static SocketAddress address(Endpoint endpoint, boolean ipv6, Channels channels) {
        return switch (endpoint) {
            case Endpoint.Tcp tcp ->
                    new InetSocketAddress(Addresses.local(tcp.host(), ipv6), tcp.port());
            case Endpoint.Ipc ipc -> channels.address(ipc);
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
        } catch (java.nio.file.NoSuchFileException _) {
            return;
        } catch (IOException _) {
            throw new FluxException(Errno.EACCES);
        }
    }

    /// The endpoint that can be connected to.
    String uri() {
        return switch (endpoint) {
            case Endpoint.Tcp _ -> "tcp://" + Addresses.text(channel.localAddress());
            case Endpoint.Ipc ipc -> "ipc://" + (ipc.isAbstract() ? "@" : "") + ipc.path();
        };
    }

    void close() {
        channel.close();
        if (endpoint instanceof Endpoint.Ipc ipc && !ipc.isAbstract()) {
            unlinkSocket(Path.of(ipc.path()));
        }
    }

    private static final class Acceptor extends ChannelInboundHandlerAdapter {
        private final Endpoint endpoint;
        private final BiConsumer<Endpoint, Channel> onAccept;

        Acceptor(Endpoint endpoint, BiConsumer<Endpoint, Channel> onAccept) {
            this.endpoint = endpoint;
            this.onAccept = onAccept;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            onAccept.accept(endpoint, (Channel) accepted);
        }

        /// An accept that failed, say for want of descriptors: the next one may work.
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.channel().read();
        }
    }
}
