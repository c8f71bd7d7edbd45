package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class EventlogTest {
    private static List<Eventlog.Event> decode(String log) {
        return Eventlog.decode(log.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsOneEventALine() {
        List<Eventlog.Event> events =
                decode(
                        "{\"timestamp\":1,\"name\":\"a\"}\n"
                                + "{\"timestamp\":2.5,\"name\":\"b\",\"context\":{\"x\":1}}\n");
        assertEquals(List.of("a", "b"), events.stream().map(Eventlog.Event::name).toList());
        assertEquals(2.5, events.getLast().timestamp());
        assertEquals("{\"x\":1}", events.getLast().context().orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"timestamp\":1,\"name\":\"no line end\"}",
                "\n",
                "not JSON\n",
                "[1]\n",
                "{\"name\":\"no time\"}\n",
                "{\"timestamp\":\"1\",\"name\":\"time is text\"}\n",
                "{\"timestamp\":1}\n",
                "{\"timestamp\":1,\"name\":\"a\",\"context\":3}\n"
            })
    void refusesWhatIsNoEventlog(String log) {
        assertEquals(Errno.EINVAL, assertThrows(FluxException.class, () -> decode(log)).errno());
    }

    @Test
    void outputOfTasksMayHoldNuls() {
        List<Eventlog.Event> events =
                decode(
                        "{\"timestamp\":1,\"name\":\"data\",\"context\":{\"data\":\"a\\u0000b\"}}\n");
        assertEquals("a\0b", events.getFirst().context().orElseThrow().text("data").orElseThrow());
    }

    @Test
    void writesTheLineOfAnEvent() {
        assertEquals("{\"timestamp\":42.0,\"name\":\"foo\"}\n", Eventlog.encode(42, "foo", ""));
        assertEquals(
                "{\"timestamp\":0.5,\"name\":\"foo\",\"context\":{\"a\":1,\"b\":\"x\"}}\n",
                Eventlog.encode(0.5, "foo", "{\"a\":1, \"b\" : \"x\"}"));
    }

    @Test
    void refusesToWriteWhatIsNoEvent() {
        assertThrows(FluxException.class, () -> Eventlog.encode(-1, "foo", ""));
        assertThrows(FluxException.class, () -> Eventlog.encode(Double.NaN, "foo", ""));
        assertThrows(FluxException.class, () -> Eventlog.encode(1, "", ""));
        assertThrows(FluxException.class, () -> Eventlog.encode(1, "foo", "[1]"));
        assertThrows(FluxException.class, () -> Eventlog.encode(1, "foo", "bar"));
    }
}
