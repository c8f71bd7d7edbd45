package fluxj.overlay.jeromq;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.SendResult;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.reactor.Reactor;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

import zmq.Msg;

import java.util.List;

/// The child's end over JeroMQ, which connects again by itself.
final class JeromqDealer implements DealerSocket, JeromqLoop.Polled {
    private final Reactor reactor;
    private final JeromqLoop loop;
    private final DealerListener listener;
    private final ReceiveQueue receiveQueue;
    private final SendQueue queue;
    private final ZMQ.Socket socket;
    private final SocketMonitor monitor;
    private String uri = "";
    private boolean connected;
    private boolean saidUnreachable;
    private boolean closed;

    JeromqDealer(Reactor reactor, JeromqLoop loop, SocketOptions options, DealerListener listener) {
        this.reactor = reactor;
        this.loop = loop;
        this.listener = listener;
        receiveQueue = new ReceiveQueue(reactor, loop, options.limits().receiveHighWater());
        queue = new SendQueue(options.limits(), reactor::nanoTime);
        if (options.security() instanceof SocketSecurity.CurveServer) {
            throw new FluxException(Errno.EINVAL, "a connecting socket is the CURVE client");
        }
        socket = loop.call(() -> loop.socket(SocketType.DEALER));
        monitor = loop.call(() -> new SocketMonitor(loop, socket, this::onMonitor));
        loop.execute(
                () -> {
                    JeromqOptions.set(socket, options);
                    loop.add(this);
                    loop.add(monitor);
                });
    }

    @Override
    public void connect(String target) {
        reactor.checkConfined();
        try {
            JeromqAddresses.check(target);
        } catch (FluxException e) {
            throw new FluxException(
                    e.errno(), "error connecting to " + target + ": " + e.getMessage());
        }
        disconnect();
        uri = target;
        loop.execute(() -> connectOnLoop(target));
    }

    private void connectOnLoop(String target) {
        try {
            socket.connect(target);
        } catch (ZMQException | IllegalArgumentException e) {
            String why = "cannot connect to " + target + ": " + e.getMessage();
            reactor.post(() -> listener.onUnreachable(why));
        }
    }

    @Override
    public SendResult send(Message message) {
        reactor.checkConfined();
        if (uri.isEmpty() || closed) {
            return SendResult.NO_SUCH_PEER;
        }
        List<byte[]> parts = MessageCodec.toParts(message);
        SendResult result = queue.budget().reserve(SendQueue.size(parts));
        if (!result.isTaken()) {
            return result;
        }
        loop.execute(
                () -> {
                    queue.add(parts);
                    queue.flush(socket, List.of());
                });
        return result;
    }

    @Override
    public long queuedBytes() {
        return queue.budget().bytes();
    }

    @Override
    public void hold(boolean held) {}

    @Override
    public ZMQ.Socket socket() {
        return socket;
    }

    @Override
    public boolean wantsInput() {
        return receiveQueue.hasRoom();
    }

    @Override
    public void onReadable() {
        while (receiveQueue.hasRoom()) {
            Msg frame = socket.base().recv(ZMQ.DONTWAIT);
            if (frame == null) {
                return;
            }
            received(JeromqFrames.after(socket, frame, true).parts());
        }
    }

    private void received(List<byte[]> parts) {
        try {
            Message message = MessageCodec.fromParts(parts);
            receiveQueue.deliver(
                    () -> {
                        if (!uri.isEmpty()) {
                            listener.onMessage(message);
                        }
                    });
        } catch (FluxException e) {
            String reason = String.valueOf(e.getMessage());
            receiveQueue.deliver(() -> listener.onRejected(uri, reason));
        }
    }

    @Override
    public boolean retrySending() {
        if (!queue.isEmpty()) {
            queue.flush(socket, List.of());
        }
        return !queue.isEmpty();
    }

    private void onMonitor(int event, String address) {
        reactor.post(
                () -> {
                    if (!closed && !uri.isEmpty()) {
                        tell(event, address);
                    }
                });
    }

    private void tell(int event, String address) {
        listener.onEvent(address + " " + SocketMonitor.text(event));
        if (event == ZMQ.HANDSHAKE_SUCCEEDED) {
            connected = true;
            saidUnreachable = false;
            listener.onConnected();
        } else if (event == ZMQ.EVENT_DISCONNECTED && connected) {
            connected = false;
            listener.onDisconnected("peer closed the connection");
        } else if (event == ZMQ.EVENT_CONNECT_RETRIED && !saidUnreachable) {
            saidUnreachable = true;
            listener.onUnreachable("cannot connect to " + address);
        } else if (SocketMonitor.isHandshakeFailure(event)) {
            listener.onRejected(address, SocketMonitor.text(event));
        }
    }

    @Override
    public void disconnect() {
        reactor.checkConfined();
        if (uri.isEmpty()) {
            return;
        }
        String target = uri;
        uri = "";
        connected = false;
        saidUnreachable = false;
        loop.execute(
                () -> {
                    queue.clear();
                    socket.disconnect(target);
                });
    }

    @Override
    public void close() {
        reactor.checkConfined();
        if (closed) {
            return;
        }
        closed = true;
        loop.execute(
                () -> {
                    loop.remove(monitor);
                    loop.remove(this);
                });
    }
}
