package fluxj.sim;

import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.RouterListener;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SocketOptions;

/// The sockets of one simulated broker.
record SimTransport(SimNetwork network, int node, SimReactor reactor) implements OverlayTransport {
    @Override
    public RouterSocket router(SocketOptions options, RouterListener listener) {
        return new SimRouterSocket(this, options, listener);
    }

    @Override
    public DealerSocket dealer(SocketOptions options, DealerListener listener) {
        return new SimDealerSocket(this, options, listener);
    }

    @Override
    public String description() {
        return "simulated network";
    }

    @Override
    public void close() {}
}
