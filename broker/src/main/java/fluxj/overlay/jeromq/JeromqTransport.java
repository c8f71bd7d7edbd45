package fluxj.overlay.jeromq;

import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.RouterListener;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SocketOptions;
import fluxj.reactor.Reactor;

import java.util.function.Consumer;

/// JeroMQ's sockets behind the overlay's interface. They live on a thread of their own, which posts
/// to the reactor; a bounded number of messages is under way.
public final class JeromqTransport implements OverlayTransport {
    private final Reactor reactor;
    private final JeromqLoop loop;

    /// A transport of one broker; starts its thread.
    ///
    /// @param ioThreads `tbon.zmq_io_threads`, at least 1
    public JeromqTransport(Reactor reactor, int ioThreads) {
        this.reactor = reactor;
        loop = new JeromqLoop(ioThreads);
    }

    @Override
    public RouterSocket router(SocketOptions options, RouterListener listener) {
        reactor.checkConfined();
        warnOfIgnoredOptions(options, listener::onEvent);
        return new JeromqRouter(reactor, loop, options, listener);
    }

    @Override
    public DealerSocket dealer(SocketOptions options, DealerListener listener) {
        reactor.checkConfined();
        warnOfIgnoredOptions(options, listener::onEvent);
        return new JeromqDealer(reactor, loop, options, listener);
    }

    private static void warnOfIgnoredOptions(SocketOptions options, Consumer<String> log) {
        if (!options.timing().tcpUserTimeout().isZero()) {
            log.accept("tbon.tcp_user_timeout has no effect with tbon.transport jeromq");
        }
        if (!options.timing().connectTimeout().isZero()) {
            log.accept("tbon.connect_timeout has no effect with tbon.transport jeromq");
        }
    }

    @Override
    public String description() {
        return "overlay transport jeromq 0.6.0, I/O threads: "
                + loop.ioThreads()
                + "; CURVE crypto by jnacl (JeroMQ has no other)";
    }

    @Override
    public void close() {
        loop.close();
    }
}
