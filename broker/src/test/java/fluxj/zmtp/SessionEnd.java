package fluxj.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.ArrayList;
import java.util.List;

/// One end of a connection in memory: a session, what it has written, and what it has heard.
final class SessionEnd implements SessionEvents {
    final ZmtpSession session;
    final ByteBuf in = Unpooled.buffer();
    final ByteBuf out = Unpooled.buffer();
    final List<List<byte[]>> messages = new ArrayList<>();
    String identity = "";
    String keyLabel = "";
    boolean ready;
    int pongs;

    SessionEnd(SessionOptions options) {
        session = new ZmtpSession(options, this);
        session.open(out);
    }

    @Override
    public void onReady(String peerIdentity, String label) {
        ready = true;
        identity = peerIdentity;
        keyLabel = label;
    }

    @Override
    public void onMessage(List<byte[]> parts) {
        messages.add(parts);
    }

    @Override
    public void onPong() {
        pongs++;
    }

    /// Takes what was written so far.
    byte[] written() {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        out.clear();
        return bytes;
    }

    void receive(byte[] bytes) {
        in.writeBytes(bytes);
        session.receive(in, out);
        if (session.hasOwed()) {
            session.writeOwed(out);
        }
        in.discardReadBytes();
    }

    /// Hands over all that is written, in chunks, until both ends are silent.
    static void exchange(SessionEnd a, SessionEnd b, int chunk) {
        while (a.out.isReadable() || b.out.isReadable()) {
            deliver(a.written(), b, chunk);
            deliver(b.written(), a, chunk);
        }
    }

    private static void deliver(byte[] bytes, SessionEnd to, int chunk) {
        for (int at = 0; at < bytes.length; at += chunk) {
            byte[] piece = new byte[Math.min(chunk, bytes.length - at)];
            System.arraycopy(bytes, at, piece, 0, piece.length);
            to.receive(piece);
        }
    }

    void release() {
        in.release();
        out.release();
    }
}
