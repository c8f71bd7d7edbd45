package fluxj.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class StreamFramingTest {
    /// `flux getattr size`, captured from the real command (spec broker appendix A).
    private static final String GETATTR =
            "1200eeff00000030"
                    + "00"
                    + "08617474722e676574"
                    + "107b226e616d65223a2273697a65227d00"
                    + "148e01010bffffffff00000000ffffffff00000001";

    @Test
    void writesTheBytesOfTheRealCommand() {
        Request request =
                Request.of(
                        "attr.get",
                        Payload.of(JsonObject.of("name", "size")),
                        Message.NODEID_ANY,
                        1,
                        0);
        assertEquals(GETATTR, HexFormat.of().formatHex(StreamFraming.encode(request)));
    }

    @Test
    void readsTheBytesOfTheRealCommand() {
        byte[] bytes = HexFormat.of().parseHex(GETATTR);
        Message message = StreamFraming.decode(ByteBuffer.wrap(bytes)).orElseThrow();
        assertTrue(message instanceof Request);
        assertEquals("attr.get", message.topic());
        assertEquals("{\"name\":\"size\"}", message.payload().json().toString());
        assertArrayEquals(bytes, StreamFraming.encode(message));
    }

    @Test
    void takesNothingWhileTheMessageIsNotWhole() {
        byte[] bytes = HexFormat.of().parseHex(GETATTR);
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
            assertTrue(StreamFraming.decode(in).isEmpty());
            assertEquals(0, in.position());
        }
    }

    @Test
    void refusesWrongMagicAndOverlongMessages() {
        byte[] wrong = HexFormat.of().parseHex("1300eeff00000030");
        assertThrows(FluxException.class, () -> StreamFraming.decode(ByteBuffer.wrap(wrong)));
        byte[] huge = HexFormat.of().parseHex("1200eeffffffffff");
        FluxException error =
                assertThrows(
                        FluxException.class, () -> StreamFraming.decode(ByteBuffer.wrap(huge)));
        assertEquals("message of 4294967295 bytes is too long", error.getMessage());
    }

    @Test
    void survivesAnyChangeOfAnyByte() {
        byte[] bytes = HexFormat.of().parseHex(GETATTR);
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = Arrays.copyOf(bytes, bytes.length);
            for (int i = 0; i <= random.nextInt(4); i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                StreamFraming.decode(ByteBuffer.wrap(changed));
            } catch (FluxException e) {
                assertTrue(e.getMessage() != null && e.errno().number() == 71);
            }
        }
    }

    @Test
    void carriesLongPartsAndDeepRoutes() {
        byte[] big = new byte[300_000];
        new Random(7).nextBytes(big);
        Event event =
                new Event(
                        "x".repeat(300),
                        Payload.ofBytes(big),
                        new Credentials(1000, Credentials.USER),
                        RouteStack.of("a", "b", "c"),
                        Message.ROUTE | Message.PRIVATE,
                        99);
        assertEquals(
                event,
                StreamFraming.decode(ByteBuffer.wrap(StreamFraming.encode(event))).orElseThrow());
    }
}
