package fluxj.overlay.zmtp;

import fluxj.overlay.SocketLimits;

import io.netty.channel.Channel;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/// Counts the connections that have not finished their handshake, all together and by address, so
/// that strangers cannot have more than their share. On the reactor.
final class HandshakeGate {
    private final SocketLimits limits;
    private final Map<Channel, Object> open = new HashMap<>();
    private final Map<Object, Integer> openByAddress = new HashMap<>();

    HandshakeGate(SocketLimits limits) {
        this.limits = limits;
    }

    /// Admits a new connection, or tells in a text why not; empty when admitted.
    String enter(Channel channel) {
        if (open.size() >= limits.handshakes().all()) {
            return "already " + open.size() + " connections in their handshake";
        }
        Object address =
                channel.remoteAddress() instanceof InetSocketAddress inet
                        ? inet.getAddress()
                        : "local";
        int count = openByAddress.getOrDefault(address, 0);
        if (count >= limits.handshakes().perAddress()) {
            return "already " + count + " connections in their handshake from this address";
        }
        open.put(channel, address);
        openByAddress.put(address, count + 1);
        return "";
    }

    /// Forgets a connection that is ready or closed; harmless when it is forgotten.
    void leave(Channel channel) {
        Object address = open.remove(channel);
        if (address != null) {
            openByAddress.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
        }
    }
}
