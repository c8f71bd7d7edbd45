package fluxj.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.service.MessageTrace;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

class OutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Console console =
            new Console(
                    new Output(out, Output.Kind.STREAM),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new ByteArrayInputStream(new byte[0]),
                    Map.of());

    private String printed() {
        console.out().flush();
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    @Test
    void noColorTurnsColoursOff() {
        Output onTerminal = new Output(out, Output.Kind.TERMINAL);
        Console terminal =
                new Console(onTerminal, console.err(), console.in(), Map.of("NO_COLOR", "1"));
        assertEquals(false, terminal.colours("auto"));
        assertEquals(true, terminal.colours("always"));
        Console plain = new Console(onTerminal, console.err(), console.in(), Map.of());
        assertEquals(true, plain.colours("auto"));
        assertEquals(false, console.colours("auto"));
    }

    private static MessageTrace.Traced traced(String json) {
        return RecordCodec.decode(MessageTrace.Traced.class, JsonObject.parse(json));
    }

    @Test
    void tracesOneLineAMessage() {
        TracePrinter printer =
                new TracePrinter(new TracePrinter.Style(false, false, 0), console, ZoneOffset.UTC);
        printer.print(
                traced(
                        """
                        {"timestamp":1795362894.5,"prefix":"tx","rank":1,"name":null,"type":1,
                         "topic":"a.b","payload_size":2048,"payload":null,"errnum":0,"errstr":""}"""));
        printer.print(
                traced(
                        """
                        {"timestamp":1795362894.5,"prefix":"rx","rank":-1,"name":null,"type":2,
                         "topic":"a.b","payload_size":4,"payload":null,"errnum":2,
                         "errstr":"gone"}"""));
        assertEquals(
                """
                2026-11-22T15:54:54.500 tx 1 > a.b [2K]
                2026-11-22T15:54:54.500 rx * < a.b [4] ENOENT
                gone
                """,
                printed());
        TracePrinter named =
                new TracePrinter(new TracePrinter.Style(false, true, 6), console, ZoneOffset.UTC);
        named.print(
                traced(
                        """
                        {"timestamp":1795362894.5,"prefix":"tx","rank":-1,"name":"kvs","type":4,
                         "topic":"e","payload_size":0,"payload":{"a":[]},"errnum":0,
                         "errstr":""}"""));
        assertEquals("[Nov22 15:54]     kvs tx e e [0]\n{\n  \"a\": []\n}\n", printed());
        assertThrows(CommandFailure.class, () -> TracePrinter.typemask(List.of("request,foo")));
        assertEquals(5, TracePrinter.typemask(List.of("request,event")));
        assertEquals(15, TracePrinter.typemask(List.of()));
    }

    @Test
    void jsonIsIndentedAsJanssonDoesIt() {
        assertEquals(
                "{\n \"a\": [\n  1,\n  2.0\n ],\n \"b\": {}\n}",
                PrettyJson.of(JsonObject.parse("{\"a\":[1,2.0],\"b\":{}}"), 1));
    }

    @Test
    void optionalValuesAreOnlyThoseAttached() {
        assertEquals(
                List.of("--color=always", "x", "--", "-L"),
                ColourOption.spelledOut(List.of("-L", "x", "--", "-L")));
        assertEquals(
                List.of("--verbose=2", "--verbose=3", "-vx"),
                Words.withVerboseSpelledOut(List.of("-vv", "--verbose", "-vx")));
    }

    @Test
    void durationsAndNumbersAreShort() {
        assertEquals("19m", Words.duration(1153, 2));
        assertEquals("8.7s", Words.duration(8.71, 2));
        assertEquals("1.5h", Words.duration(5400, 2));
        assertEquals("0.500", Decimals.of(0.5, 3));
        assertEquals("-1.000001", Decimals.of(-1.000001, 6));
        assertEquals(1536, ByteSize.parse("pad", "1.5k"));
        assertThrows(CommandFailure.class, () -> ByteSize.parse("pad", "-1"));
    }
}
