package fluxj.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

final class StandardInputTest {
    /// An input that says nothing, and whose reader can be interrupted.
    private static final class Silent extends InputStream {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return -1;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IOException(e);
            }
        }
    }

    @Test
    void aReaderThatWaitsHasLeftWhenTheClientIsClosed() throws InterruptedException {
        Silent in = new Silent();
        try (ClientReactor reactor = new ClientReactor()) {
            new StandardInput(reactor, in, _ -> {}).request();
            in.begun.await();
        }
        assertEquals(0, in.interrupted.getCount());
    }

    @Test
    void eachPieceIsAskedFor() {
        List<byte[]> pieces = new ArrayList<>();
        try (ClientReactor reactor = new ClientReactor()) {
            StandardInput input =
                    new StandardInput(
                            reactor, new ByteArrayInputStream(new byte[] {1, 2}), pieces::add);
            input.request();
            reactor.runUntil(() -> pieces.size() == 1);
            input.request();
            reactor.runUntil(() -> pieces.size() == 2);
        }
        assertArrayEquals(new byte[] {1, 2}, pieces.get(0));
        assertEquals(0, pieces.get(1).length);
    }
}
