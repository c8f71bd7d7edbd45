package fluxj.overlay.jeromq;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/// JeroMQ's own account of what happens to a socket's connections.
final class SocketMonitor implements JeromqLoop.Polled {
    /// Told of each event, on the loop.
    interface Listener {
        void onEvent(int event, String address);
    }

    private final ZMQ.Socket events;
    private final Listener watcher;

    /// Watches a socket. On the loop.
    SocketMonitor(JeromqLoop loop, ZMQ.Socket watched, Listener watcher) {
        this.watcher = watcher;
        String endpoint = "inproc://monitor-" + System.identityHashCode(watched);
        watched.monitor(endpoint, ZMQ.EVENT_ALL);
        events = loop.socket(SocketType.PAIR);
        events.connect(endpoint);
    }

    @Override
    public ZMQ.Socket socket() {
        return events;
    }

    @Override
    public boolean wantsInput() {
        return true;
    }

    @Override
    public void onReadable() {
        zmq.ZMQ.Event event = zmq.ZMQ.Event.read(events.base(), ZMQ.DONTWAIT);
        while (event != null) {
            watcher.onEvent(event.event, String.valueOf(event.addr));
            event = zmq.ZMQ.Event.read(events.base(), ZMQ.DONTWAIT);
        }
    }

    @Override
    public boolean retrySending() {
        return false;
    }

    static boolean isHandshakeFailure(int event) {
        return event == ZMQ.HANDSHAKE_FAILED_AUTH
                || event == ZMQ.HANDSHAKE_FAILED_PROTOCOL
                || event == ZMQ.HANDSHAKE_FAILED_NO_DETAIL;
    }

    static String text(int event) {
        return switch (event) {
            case ZMQ.EVENT_CONNECTED -> "connected";
            case ZMQ.EVENT_CONNECT_DELAYED -> "connect delayed";
            case ZMQ.EVENT_CONNECT_RETRIED -> "connect retried";
            case ZMQ.EVENT_LISTENING -> "listening";
            case ZMQ.EVENT_BIND_FAILED -> "bind failed";
            case ZMQ.EVENT_ACCEPTED -> "accepted";
            case ZMQ.EVENT_ACCEPT_FAILED -> "accept failed";
            case ZMQ.EVENT_CLOSED -> "closed";
            case ZMQ.EVENT_CLOSE_FAILED -> "close failed";
            case ZMQ.EVENT_DISCONNECTED -> "disconnected";
            case ZMQ.HANDSHAKE_SUCCEEDED -> "handshake succeeded";
            case ZMQ.HANDSHAKE_FAILED_AUTH ->
                    "handshake failed: key not allowed, do both brokers use the same certificate?";
            case ZMQ.HANDSHAKE_FAILED_PROTOCOL ->
                    "handshake failed: wrong protocol, mechanism or server key";
            case ZMQ.HANDSHAKE_FAILED_NO_DETAIL -> "handshake failed";
            default -> "event " + event;
        };
    }
}
