package fluxj.overlay.zmtp;

import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.RouterListener;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SocketOptions;
import fluxj.reactor.netty.NettyReactor;

/// The default transport: our own ZMTP engine on the broker's own loop.
///
/// With one I/O thread everything happens on the reactor and nothing is handed over. With more,
/// that many further loops share the children: cryptography and framing happen there, and messages
/// are posted to the reactor.
public final class ZmtpTransport implements OverlayTransport {
    private final NettyReactor reactor;
    private final SessionSecurities securities;
    private final Channels channels;
    private final IoLoops loops;

    /// A transport of one broker.
    ///
    /// @param crypto CURVE's library: `auto`, `libsodium` or `bouncycastle`
    /// @param ioThreads `tbon.zmq_io_threads`, at least 1
    public ZmtpTransport(NettyReactor reactor, String crypto, int ioThreads) {
        this.reactor = reactor;
        securities = new SessionSecurities(crypto);
        channels = new Channels(reactor.isEpoll());
        loops = new IoLoops(reactor, ioThreads);
    }

    @Override
    public RouterSocket router(SocketOptions options, RouterListener listener) {
        reactor.checkConfined();
        return new ZmtpRouter(loops, channels, securities, options, listener);
    }

    @Override
    public DealerSocket dealer(SocketOptions options, DealerListener listener) {
        reactor.checkConfined();
        return new ZmtpDealer(reactor, channels, securities, options, listener);
    }

    @Override
    public String description() {
        return "overlay transport zmtp on "
                + (reactor.isEpoll() ? "epoll" : "nio")
                + ", I/O threads: "
                + loops.count()
                + "; "
                + securities.provider().reason();
    }

    @Override
    public void close() {
        loops.close();
    }
}
