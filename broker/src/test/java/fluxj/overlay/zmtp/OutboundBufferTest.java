package fluxj.overlay.zmtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.overlay.SocketLimits;
import fluxj.zmtp.SessionEvents;
import fluxj.zmtp.SessionOptions;
import fluxj.zmtp.SessionSecurity;
import fluxj.zmtp.SocketType;
import fluxj.zmtp.ZmtpSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// What is encoded at a time is bounded, and the budget is given back when it is written.
class OutboundBufferTest implements SessionEvents {
    private final ZmtpSession sender = session(SocketType.ROUTER, "");
    private final ZmtpSession receiver = session(SocketType.DEALER, "child");
    private final List<List<byte[]>> messages = new ArrayList<>();
    private final ByteBuf wire = Unpooled.buffer();
    private final OutboundQueue queue = new OutboundQueue(SocketLimits.DEFAULTS, () -> 0);
    private final OutboundBuffer outgoing = new OutboundBuffer(queue, sender);
    private int pongs;

    OutboundBufferTest() {
        ByteBuf back = Unpooled.buffer();
        sender.open(wire);
        receiver.open(back);
        for (int i = 0; i < 3; i++) {
            receiver.receive(wire, back);
            sender.receive(back, wire);
        }
        assertTrue(sender.isReady() && receiver.isReady());
    }

    private ZmtpSession session(SocketType type, String identity) {
        return new ZmtpSession(
                new SessionOptions(type, identity, new SessionSecurity.None(), 1 << 30), this);
    }

    @Override
    public void onReady(String identity, String keyLabel) {}

    @Override
    public void onMessage(List<byte[]> parts) {
        messages.add(parts);
    }

    @Override
    public void onPong() {
        pongs++;
    }

    private void send(int... sizes) {
        List<byte[]> parts = new ArrayList<>();
        for (int size : sizes) {
            parts.add(new byte[size]);
        }
        OutboundQueue.Outbound message = OutboundQueue.outbound(parts);
        assertTrue(queue.reserve(message).isTaken());
        queue.add(message);
    }

    private long fill() {
        ByteBuf batch = Unpooled.buffer();
        long done = outgoing.fill(batch);
        assertTrue(batch.readableBytes() < 2 * OutboundBuffer.BATCH + 100, "batch of " + batch);
        wire.writeBytes(batch);
        queue.release(done);
        return done;
    }

    @Test
    void smallMessagesShareABatch() {
        send(5, 10);
        send(5, 10);
        fill();
        assertTrue(outgoing.isEmpty());
        assertEquals(0, queue.bytes());
        receiver.receive(wire, wire);
        assertEquals(2, messages.size());
    }

    @Test
    void aLargeFrameGoesInSlicesAndCountsUntilTheLastOne() {
        send(5, 10_000_000, 20);
        int batches = 1;
        while (fill() == 0) {
            batches++;
            assertTrue(queue.bytes() > 10_000_000);
        }
        assertEquals(153, batches);
        assertEquals(0, queue.bytes());
        receiver.receive(wire, wire);
        assertEquals(
                List.of(5, 10_000_000, 20),
                messages.getFirst().stream().map(p -> p.length).toList());
    }

    @Test
    void aCommandWaitsForTheEndOfTheMessage() {
        send(5, 200_000, 20);
        fill();
        sender.wantPing();
        sender.wantPing();
        send(5, 1);
        while (!outgoing.isEmpty()) {
            fill();
        }
        ByteBuf back = Unpooled.buffer();
        receiver.receive(wire, back);
        assertEquals(2, messages.size());
        receiver.writeOwed(back);
        sender.receive(back, wire);
        assertEquals(1, pongs);
    }

    @Test
    void whatWasBegunOnALostConnectionIsGivenBack() {
        send(5, 200_000, 20);
        fill();
        assertTrue(queue.bytes() > 200_000);
        outgoing.abandon();
        assertEquals(0, queue.bytes());
        assertTrue(outgoing.isEmpty());
    }
}
