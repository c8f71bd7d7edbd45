package fluxj.reactor.netty;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/// A TCP socket on loopback that accepts [ByteStream]s on a reactor's loop.
public final class TcpListener {
    private static final int BACKLOG = 128;
    private static final Duration DESCRIPTOR_PAUSE = Duration.ofMillis(10);

    private final NettyReactor reactor;
    private final Consumer<ByteStream> acceptor;
    private final Channel channel;
    private int port;

    private TcpListener(NettyReactor reactor, Consumer<ByteStream> acceptor, Channel channel) {
        this.reactor = reactor;
        this.acceptor = acceptor;
        this.channel = channel;
    }

    /// Listens on 127.0.0.1.
    ///
    /// @param port 0 for one that is free
    /// @param acceptor takes each connection, which is quiet until it is listened to
    /// @return fails with EADDRINUSE when somebody else has the port
    public static Promise<TcpListener> listen(
            NettyReactor reactor, int port, Consumer<ByteStream> acceptor) {
        Channel channel =
                reactor.isEpoll() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        TcpListener listener = new TcpListener(reactor, acceptor, channel);
        Deferred<TcpListener> result = new Deferred<>();
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.pipeline().addLast(listener.new AcceptHandler());
        reactor.eventLoop().register(channel);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addListener((ChannelFuture bound) -> listener.onBound(bound, port, result));
        return result;
    }

    private void onBound(ChannelFuture bound, int wanted, Deferred<TcpListener> result) {
        if (!bound.isSuccess()) {
            channel.close();
            result.fail(
                    new FluxException(
                            Errno.EADDRINUSE,
                            "cannot listen on port " + wanted + ": " + bound.cause().getMessage()));
            return;
        }
        port = ((InetSocketAddress) channel.localAddress()).getPort();
        result.complete(this);
    }

    /// The port that it has.
    public int port() {
        return port;
    }

    /// Stops listening; connections accepted before live on.
    public void close() {
        channel.close();
    }

    private final class AcceptHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteStream stream = new NettyByteStream((DuplexChannel) message, reactor);
            reactor.guard(() -> acceptor.accept(stream));
        }

        /// Out of descriptors: a pause, or accept would fail again at once and for ever.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof RuntimeException bug) {
                reactor.fault(bug);
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
}
