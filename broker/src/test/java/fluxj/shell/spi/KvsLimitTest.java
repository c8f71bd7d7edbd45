package fluxj.shell.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class KvsLimitTest {
    private static final long MOST = 1L << 30;

    private static KvsLimit of(JsonValue value) {
        return KvsLimit.of("output.limit", Optional.of(value), "10M", MOST);
    }

    @Test
    void unitsCountIn1024() {
        assertEquals(2048, of(JsonValue.of("2k")).bytes());
        assertEquals(2048, of(JsonValue.of("2K")).bytes());
        assertEquals(3L << 19, of(JsonValue.of("1.5M")).bytes());
        assertEquals(MOST, of(JsonValue.of("1G")).bytes());
        assertEquals(10L << 20, KvsLimit.of("x", Optional.empty(), "10M", MOST).bytes());
    }

    @Test
    void aNumberIsShownInItsLargestUnit() {
        assertEquals("1K", of(JsonValue.of(1024)).text());
        assertEquals("1.5M", KvsLimit.show(3L << 19));
        assertEquals("12", KvsLimit.show(12));
    }

    @Test
    void whatIsNoLimitIsRefusedAsItWasGiven() {
        for (String wrong : List.of("", "x", "0", "-1", "2G", "1m", "10Q")) {
            FluxException error = assertThrows(FluxException.class, () -> of(JsonValue.of(wrong)));
            assertEquals("Invalid KVS output.limit=" + wrong, error.getMessage());
        }
        assertThrows(FluxException.class, () -> of(JsonValue.of(0)));
        assertThrows(FluxException.class, () -> of(JsonValue.of(true)));
    }
}
