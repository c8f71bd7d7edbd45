package fluxj.cli.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.JsonObject;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;

import java.time.ZoneOffset;

class BrokerOutputTest {
    @Test
    void logLinesAreReadWithFluxsPriority() {
        String raw = "<24>1 2026-11-22T10:00:49.855664Z 1 overlay 15342 - - overlay.hello: go away";
        LogPrinter iso = new LogPrinter(new LogPrinter.Style(false, false, false), ZoneOffset.UTC);
        assertEquals(
                "2026-11-22T10:00:49.855664Z overlay.err[1]: overlay.hello: go away",
                iso.format(raw));
        LogPrinter east =
                new LogPrinter(new LogPrinter.Style(false, false, false), ZoneOffset.ofHours(2));
        assertTrue(east.format(raw).startsWith("2026-11-22T12:00:49.855664+02:00 overlay.err[1]"));
        LogPrinter human = new LogPrinter(new LogPrinter.Style(true, true, true), ZoneOffset.UTC);
        assertEquals(
                "\u001b[1m\u001b[32m[Nov22 10:00]\u001b[0m \u001b[33moverlay.err[1]\u001b[0m: "
                        + "\u001b[31moverlay.hello: go away\u001b[0m",
                human.format(raw));
        assertEquals(
                "\u001b[32m[  +1.000001]\u001b[0m \u001b[33mx.info[0]\u001b[0m: hi\u001b[0m",
                human.format("<48>1 2026-11-22T10:00:50.855665Z 0 x - - - hi"));
        assertEquals("not a log line", iso.format("not a log line"));
        assertEquals("<24>2 a b c d e f g", iso.format("<24>2 a b c d e f g"));
    }

    @Test
    void payloadsArePrintedOnOneLine() {
        assertEquals("{\"a\":1}", EventCommands.printable(Payload.of(JsonObject.of("a", 1))));
        assertEquals("ab..", EventCommands.printable(Payload.ofBytes(new byte[] {97, 98, 7, -1})));
        assertEquals("", EventCommands.printable(Payload.NONE));
    }
}
