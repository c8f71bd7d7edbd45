package fluxj.overlay.zmtp;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.SocketOptions;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;

/// Makes channels of the kind that the loop wants: epoll's on Linux, NIO's elsewhere.
final class Channels {
    private static final int BACKLOG = 1024;

    private final boolean epoll;

    Channels(boolean epoll) {
        this.epoll = epoll;
    }

    /// Whether TCP_USER_TIMEOUT can be set.
    boolean hasUserTimeout() {
        return epoll;
    }

    /// A channel that connects.
    Channel stream(ZmtpEndpoint endpoint) {
        return switch (endpoint) {
            case ZmtpEndpoint.Tcp _ -> epoll ? new EpollSocketChannel() : new NioSocketChannel();
            case ZmtpEndpoint.Ipc _ ->
                    epoll ? new EpollDomainSocketChannel() : new NioDomainSocketChannel();
        };
    }

    /// A channel that listens.
    ServerChannel server(ZmtpEndpoint endpoint) {
        ServerChannel channel =
                switch (endpoint) {
                    case ZmtpEndpoint.Tcp _ ->
                            epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
                    case ZmtpEndpoint.Ipc _ ->
                            epoll
                                    ? new EpollServerDomainSocketChannel()
                                    : new NioServerDomainSocketChannel();
                };
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        if (endpoint instanceof ZmtpEndpoint.Tcp) {
            channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        }
        return channel;
    }

    /// The address of an ipc endpoint.
    SocketAddress address(ZmtpEndpoint.Ipc endpoint) {
        if (epoll) {
            return new DomainSocketAddress(
                    endpoint.isAbstract() ? "\0" + endpoint.path() : endpoint.path());
        }
        if (endpoint.isAbstract()) {
            throw new FluxException(
                    Errno.EOPNOTSUPP, "abstract ipc:// names need Linux's epoll transport");
        }
        return UnixDomainSocketAddress.of(endpoint.path());
    }

    /// Sets the options of a connection, accepted or about to be made.
    void configure(Channel channel, ZmtpEndpoint endpoint, SocketOptions options) {
        ChannelConfig config = channel.config();
        if (endpoint instanceof ZmtpEndpoint.Tcp) {
            config.setOption(ChannelOption.TCP_NODELAY, true);
            Duration userTimeout = options.timing().tcpUserTimeout();
            if (epoll && !userTimeout.isZero()) {
                config.setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis(userTimeout));
            }
        }
        config.setConnectTimeoutMillis(millis(options.timing().connectTimeout()));
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }
}
