package fluxj.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// The table of odd payloads, whose answers are flux-core's.
class OddPayloadsTest {
    /// A broker's threads have twice as much.
    private static final long STACK = 256 * 1024;

    record Row(String name, String answer, byte[] payload) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() throws IOException {
        try (InputStream in = OddPayloadsTest.class.getResourceAsStream("odd-payloads.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(
                            line -> {
                                String[] parts = line.split(" \\| ", 3);
                                return new Row(parts[0], parts[1], bytes(parts[2]));
                            });
        }
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                bytes.write(text.charAt(i));
            } else if (text.charAt(i + 1) == '(') {
                int star = text.indexOf('*', i);
                int close = text.indexOf(')', star);
                int count = Integer.parseInt(text, i + 2, star, 10);
                bytes.writeBytes(
                        text.substring(star + 1, close)
                                .repeat(count)
                                .getBytes(StandardCharsets.US_ASCII));
                i = close;
            } else {
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            }
        }
        return bytes.toByteArray();
    }

    private static JsonObject read(byte[] payload) {
        return JsonObject.parseMessage(payload, 0, payload.length, false);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatFluxCoreRefusesIsRefusedAndWhatItTakesIsTaken(Row row) {
        if (row.answer().equals("EPROTO")) {
            JsonException error =
                    assertThrows(JsonException.class, () -> read(row.payload()), row::name);
            assertTrue(String.valueOf(error.getMessage()).length() < 100);
        } else {
            byte[] expected = row.answer().equals("same") ? row.payload() : bytes(row.answer());
            assertEquals(
                    new String(expected, StandardCharsets.UTF_8), read(row.payload()).toString());
        }
    }

    @Test
    void onlyMessagesHoldNulsAndOnlyInTexts() {
        byte[] text = "{\"a\":\"x\\u0000y\"}".getBytes(StandardCharsets.US_ASCII);
        JsonObject object = JsonObject.parseMessage(text, 0, text.length, true);
        assertEquals("x\0y", object.text("a").orElseThrow());
        assertEquals("{\"a\":\"x\\u0000y\"}", object.toString());
        assertThrows(JsonException.class, () -> read(text));
        assertThrows(JsonException.class, () -> JsonObject.parse(text, 0, text.length));
        byte[] name = "{\"a\\u0000\":1}".getBytes(StandardCharsets.US_ASCII);
        assertThrows(
                JsonException.class, () -> JsonObject.parseMessage(name, 0, name.length, true));
    }

    @Test
    void bytesThatAreNoMessageEndWithTheirValue() {
        byte[] text = "{\"a\":1}\0".getBytes(StandardCharsets.US_ASCII);
        assertThrows(JsonException.class, () -> JsonObject.parse(text, 0, text.length));
    }

    @Test
    void whatIsWrittenCanBeReadOrIsRefusedByTheWriter() {
        JsonValue deepest = JsonValue.of(1);
        for (int depth = 1; depth < JsonReader.MAX_DEPTH; depth++) {
            deepest = JsonArray.of(deepest);
        }
        JsonValue last = deepest;
        assertEquals(last, JsonValue.parse(last.toString()));
        assertThrows(JsonException.class, () -> JsonArray.of(last).toString());
    }

    @Test
    void theDeepestValueFitsASmallStack() throws InterruptedException {
        String text = "{\"a\":".repeat(JsonReader.MAX_DEPTH - 1) + "1" + "}".repeat(2047);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            JsonObject one = JsonObject.parse(text);
                            JsonObject other = JsonObject.parse(one.toString());
                            assertEquals(one, other);
                            assertEquals(one.hashCode(), other.hashCode());
                        },
                        "small",
                        STACK);
        thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertNull(failure.get());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNumberWithoutATextIsNoValue(double number) {
        assertThrows(JsonException.class, () -> JsonValue.of(number));
    }
}
