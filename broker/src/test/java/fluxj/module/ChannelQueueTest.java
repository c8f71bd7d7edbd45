package fluxj.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.ByteStream;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.StreamFraming;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.time.Duration;

class ChannelQueueTest {
    /// A channel whose other side reads when it is told to.
    private static final class Channel implements ByteStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int pending;

        @Override
        public void listen(Listener listener) {}

        @Override
        public void write(byte[] chunk) {
            written.writeBytes(chunk);
            pending += chunk.length;
        }

        @Override
        public int pending() {
            return pending;
        }

        @Override
        public void end() {}

        @Override
        public void reading(boolean on) {}

        @Override
        public void close() {}
    }

    private final ManualReactor reactor = new ManualReactor();
    private final Channel channel = new Channel();
    private final ChannelQueue queue = new ChannelQueue(reactor, channel);

    private static Message message(int length) {
        return Request.of("a.b", Payload.ofBytes(new byte[length]), 0, length, 0);
    }

    private void read() {
        channel.pending = 0;
        queue.taken();
    }

    @Test
    void aLongMessageGoesOutInPiecesAsItIsRead() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int length : new int[] {10, 3_000_000, 0, 70_000}) {
            whole.writeBytes(StreamFraming.encode(message(length)));
            queue.add(message(length));
        }
        assertTrue(channel.pending() < 400_000, "little is under way");
        for (int i = 0; i < 100 && channel.written.size() < whole.size(); i++) {
            read();
        }
        assertArrayEquals(whole.toByteArray(), channel.written.toByteArray());
        read();
        assertEquals(0, queue.pending());
    }

    @Test
    void onlyAModuleThatReadsNothingIsStuck() {
        Message large = message(100 << 20);
        for (int i = 0; i < 4; i++) {
            queue.add(large);
        }
        assertFalse(queue.isStuck(), "it had no time");
        reactor.advance(Duration.ofSeconds(9));
        read();
        reactor.advance(Duration.ofSeconds(9));
        assertFalse(queue.isStuck(), "it reads");
        reactor.advance(Duration.ofSeconds(2));
        assertTrue(queue.isStuck());
    }
}
