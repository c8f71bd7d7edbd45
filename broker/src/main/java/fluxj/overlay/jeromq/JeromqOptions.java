package fluxj.overlay.jeromq;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;

import org.zeromq.ZMQ;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Sets overlay options on JeroMQ's sockets.
final class JeromqOptions {
    /// Messages in one of JeroMQ's own queues; what is more waits where its bytes are counted.
    private static final int SEND_HIGH_WATER = 1000;

    private static final int FIRST_RECONNECT_MILLIS = 100;

    private JeromqOptions() {}

    static void set(ZMQ.Socket socket, SocketOptions options) {
        socket.setLinger(millis(options.timing().linger()));
        socket.setSndHWM(SEND_HIGH_WATER);
        socket.setRcvHWM(options.limits().receiveHighWater());
        socket.setMaxMsgSize(options.limits().maxMessageBytes());
        socket.setHandshakeIvl(millis(options.timing().handshake()));
        socket.setIPv6(options.ipv6());
        socket.setReconnectIVL(FIRST_RECONNECT_MILLIS);
        socket.setReconnectIVLMax(millis(options.timing().reconnectMax()));
        if (!options.identity().isEmpty()) {
            socket.setIdentity(options.identity().getBytes(StandardCharsets.UTF_8));
        }
        switch (options.security()) {
            case SocketSecurity.None _ -> {}
            case SocketSecurity.CurveServer server -> {
                socket.setZAPDomain("flux");
                socket.setCurveServer(true);
                socket.setCurvePublicKey(server.own().publicKey().bytes());
                socket.setCurveSecretKey(server.own().secretKey().bytes());
            }
            case SocketSecurity.CurveClient client -> {
                socket.setCurveServerKey(client.server().bytes());
                socket.setCurvePublicKey(client.own().publicKey().bytes());
                socket.setCurveSecretKey(client.own().secretKey().bytes());
            }
        }
    }

    private static int millis(Duration duration) {
        long millis = duration.toMillis();
        if (millis > Integer.MAX_VALUE) {
            throw new FluxException(Errno.EINVAL, "a time of the overlay is too long");
        }
        return (int) millis;
    }
}
