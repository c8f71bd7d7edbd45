package fluxj.overlay.jeromq;

import fluxj.zmtp.crypto.CurveKey;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Answers JeroMQ's question whether a client's key may connect (ZAP, ZeroMQ RFC 27).
final class ZapServer implements JeromqLoop.Polled {
    private static final int REQUEST_PARTS = 7;
    private static final int MECHANISM = 5;
    private static final int CREDENTIALS = 6;
    private static final byte[] EMPTY = new byte[0];

    /// Told of each key that was turned away, on the loop.
    interface Refusals {
        void onRefused(String address, String reason);
    }

    private final ZMQ.Socket socket;
    private final Refusals refusals;
    private Map<CurveKey, String> allowed;

    /// Starts to answer. On the loop.
    ZapServer(JeromqLoop loop, Map<CurveKey, String> allowed, Refusals refusals) {
        this.allowed = allowed;
        this.refusals = refusals;
        socket = loop.socket(SocketType.REP);
        socket.bind("inproc://zeromq.zap.01");
    }

    void allow(Map<CurveKey, String> labels) {
        allowed = labels;
    }

    @Override
    public ZMQ.Socket socket() {
        return socket;
    }

    @Override
    public boolean wantsInput() {
        return true;
    }

    @Override
    public void onReadable() {
        byte[] first = socket.recv(ZMQ.DONTWAIT);
        if (first == null) {
            return;
        }
        List<byte[]> request = new ArrayList<>();
        request.add(first);
        while (socket.base().getSocketOpt(zmq.ZMQ.ZMQ_RCVMORE) != 0) {
            request.add(socket.recv());
        }
        answer(request);
    }

    private void answer(List<byte[]> request) {
        byte[] sequence = request.size() > 1 ? request.get(1) : EMPTY;
        String label = label(request);
        send(ascii("1.0"), ZMQ.SNDMORE);
        send(sequence, ZMQ.SNDMORE);
        send(ascii(label.isEmpty() ? "400" : "200"), ZMQ.SNDMORE);
        send(ascii(label.isEmpty() ? "No access" : "OK"), ZMQ.SNDMORE);
        send(label.getBytes(StandardCharsets.UTF_8), ZMQ.SNDMORE);
        send(EMPTY, 0);
    }

    private String label(List<byte[]> request) {
        if (request.size() != REQUEST_PARTS
                || !text(request.get(0)).equals("1.0")
                || !text(request.get(MECHANISM)).equals("CURVE")
                || request.get(CREDENTIALS).length != CurveKey.SIZE) {
            return "";
        }
        CurveKey key = CurveKey.of(request.get(CREDENTIALS));
        String label = allowed.getOrDefault(key, "");
        if (label.isEmpty()) {
            refusals.onRefused(
                    text(request.get(3)),
                    "client key "
                            + key.z85()
                            + " is not allowed: do both brokers use the same certificate?");
        }
        return label;
    }

    private void send(byte[] frame, int flags) {
        socket.send(frame, flags | ZMQ.DONTWAIT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean retrySending() {
        return false;
    }
}
