package fluxj.coral2.dws.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ManualReactor;

import io.fabric8.kubernetes.client.http.AsyncBody;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class WatchStreamTest {
    private static final byte[] EVENTS =
            "{\"a\":\"ƒ\"}\n{\"b\":\"two\"}\n\n{\"c\":3}\n{".getBytes(StandardCharsets.UTF_8);

    private final ManualReactor reactor = new ManualReactor();
    private final List<String> told = new ArrayList<>();
    private final WatchStream stream =
            new WatchStream(reactor, event -> told.add(event.toString()), _ -> {});

    private static final class Body implements AsyncBody {
        int wanted;

        @Override
        public void consume() {
            wanted++;
        }

        @Override
        public CompletableFuture<Void> done() {
            return new CompletableFuture<>();
        }

        @Override
        public void cancel() {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 11, 12, 1000})
    void linesAreEventsHoweverTheyAreCut(int size) {
        Body body = new Body();
        List<ByteBuffer> chunks = new ArrayList<>();
        for (int at = 0; at < EVENTS.length; at += size) {
            chunks.add(ByteBuffer.wrap(EVENTS, at, Math.min(size, EVENTS.length - at)));
        }
        stream.consume(chunks, body);
        reactor.advance(Duration.ZERO);
        assertEquals(List.of("{\"a\":\"ƒ\"}", "{\"b\":\"two\"}", "{\"c\":3}"), told);
        assertEquals(1, body.wanted);
    }

    @Test
    void aLineThatNeverEndsIsRefused() {
        List<ByteBuffer> mebibyte = List.of(ByteBuffer.allocate(1 << 20));
        Body body = new Body();
        for (int i = 0; i < 16; i++) {
            mebibyte.getFirst().clear();
            stream.consume(mebibyte, body);
        }
        List<ByteBuffer> more = List.of(ByteBuffer.allocate(1));
        FluxException error = assertThrows(FluxException.class, () -> stream.consume(more, body));
        assertEquals(Errno.EMSGSIZE, error.errno());
    }
}
