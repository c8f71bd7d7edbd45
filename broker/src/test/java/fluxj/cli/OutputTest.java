package fluxj.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.cli.broker.EventCommands;
import fluxj.cli.broker.LogPrinter;
import fluxj.cli.config.ConfigType;
import fluxj.cli.module.ModuleListCommand;
import fluxj.cli.overlay.HostMap;
import fluxj.cli.overlay.StatusPrinter;
import fluxj.cli.overlay.TreeNode;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.overlay.OverlayProtocol.Subtree;
import fluxj.service.MessageTrace;
import fluxj.service.ModuleInfo;
import fluxj.wire.Payload;

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

    private StatusPrinter printer(boolean colours, boolean pretty, Idset marked) {
        return new StatusPrinter(
                new StatusPrinter.Style(colours, pretty, 1, marked),
                new HostMap(Hostlist.parse("node[0-3]")),
                console);
    }

    @Test
    void aTreeIsDrawnWithLines() {
        StatusPrinter printer = printer(false, true, Idset.of(2));
        printer.print(line(0, "degraded", ""), Idset.upTo(4), true, "");
        printer.descend(false);
        printer.print(line(1, "lost", "no heartbeat"), Idset.of(1, 2), false, "");
        printer.descend(true);
        printer.print(new StatusPrinter.Line(2, "lost", -1, "", true), Idset.of(2), true, "");
        printer.ascend();
        printer.ascend();
        printer.descend(true);
        printer.print(line(3, "full", ""), Idset.of(3), true, " (1.000 ms)");
        assertEquals(
                """
                <<0 node0>>: degraded for 1.5m
                ├─ <<1 node1>>: lost for 1.5m no heartbeat
                │  └─ <<2 node2>>: lost
                └─ 3 node3: full for 1.5m (1.000 ms)
                """,
                printed());
    }

    private static StatusPrinter.Line line(int rank, String status, String error) {
        return new StatusPrinter.Line(rank, status, 90, error, false);
    }

    @Test
    void coloursSayHowBadItIs() {
        StatusPrinter printer = printer(true, false, Idset.of(0));
        printer.print(line(0, "lost", ""), Idset.of(0), true, "");
        printer.print(line(1, "offline", ""), Idset.of(1), true, "");
        printer.print(new StatusPrinter.Line(2, "offline", -1, "", true), Idset.of(2), true, "");
        assertEquals(
                "\u001b[01;34m0 node0\u001b[0m: \u001b[31mlost\u001b[39m for 1.5m\n"
                        + "1 node1: \u001b[33moffline\u001b[39m for 1.5m\n"
                        + "2 node2: \u001b[90moffline\u001b[39m\n",
                printed());
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
    void modulesAreListedInColumns() {
        ModuleInfo module =
                new ModuleInfo(
                        "content-sqlite",
                        "/x/content-sqlite.so",
                        120,
                        1,
                        List.of("content-backing", "content-sqlite"),
                        0,
                        12);
        assertEquals(
                "content-sqlite            idle  R     0    12 content-backing",
                ModuleListCommand.line(module, false));
        assertEquals(
                "content-sqlite            idle  R     0    12 content+ /x/content-sqlite.so",
                ModuleListCommand.line(module, true));
    }

    @Test
    void jsonIsIndentedAsJanssonDoesIt() {
        assertEquals(
                "{\n \"a\": [\n  1,\n  2.0\n ],\n \"b\": {}\n}",
                PrettyJson.of(JsonObject.parse("{\"a\":[1,2.0],\"b\":{}}"), 1));
    }

    @Test
    void pathsReachIntoObjects() {
        JsonObject config = JsonObject.parse("{\"a\":{\"b\":3}}");
        assertEquals(JsonValue.of(3), JsonPath.get(config, "a.b").orElseThrow());
        assertTrue(JsonPath.get(config, "a.b.c").isEmpty());
        assertEquals(
                "{\"a\":{\"b\":3,\"c\":{\"d\":true}}}",
                JsonPath.set(config, "a.c.d", JsonValue.of(true)).toString());
        assertEquals("{\"a\":{}}", JsonPath.remove(config, "a.b").toString());
        assertEquals(config, JsonPath.remove(config, "x.y"));
    }

    @Test
    void configurationValuesHaveTypes() {
        assertEquals("true", ConfigType.BOOLEAN.read("yes").toString());
        assertEquals("16", ConfigType.INTEGER.read("0x10").toString());
        assertEquals("300", ConfigType.FSD_INTEGER.print(JsonValue.of("5m"), "x"));
        assertEquals("0.500000", ConfigType.FSD_REAL.print(JsonValue.of("500ms"), "x"));
        assertEquals("5m", ConfigType.ANY.print(JsonValue.of("5m"), "x"));
        CommandFailure wrong =
                assertThrows(
                        CommandFailure.class,
                        () -> ConfigType.STRING.print(JsonValue.of(3), "a.b"));
        assertEquals("a.b does not have the requested type", wrong.line());
        assertThrows(CommandFailure.class, () -> ConfigType.FSD.read("soon"));
        assertThrows(CommandFailure.class, () -> ConfigType.OBJECT.read("[1]"));
        assertThrows(CommandFailure.class, () -> ConfigType.named("color"));
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

    @Test
    void hostsAndRanksTranslateBothWays() {
        HostMap hosts = new HostMap(Hostlist.parse("node[0-3]"));
        assertEquals("node[1-2]", hosts.lookup("1-2"));
        assertEquals("1-2", hosts.lookup("node[1-2]"));
        assertEquals(
                "rank 9 is not in host map",
                assertThrows(CommandFailure.class, () -> hosts.lookup("9")).line());
        assertEquals(
                "host xx not found in host map",
                assertThrows(CommandFailure.class, () -> hosts.lookup("xx")).line());
    }

    @Test
    void aTreeKnowsParentsAndSubtrees() {
        TreeNode tree =
                TreeNode.of(
                        new Subtree(
                                0,
                                4,
                                List.of(
                                        new Subtree(1, 2, List.of(new Subtree(3, 1, List.of()))),
                                        new Subtree(2, 1, List.of()))));
        assertEquals(1, tree.parentOf(3));
        assertEquals(0, tree.parentOf(2));
        assertEquals(-1, tree.parentOf(7));
        assertEquals(Idset.of(1, 3), tree.find(1).orElseThrow().ranks());
    }

    @Test
    void payloadsArePrintedOnOneLine() {
        assertEquals("{\"a\":1}", EventCommands.printable(Payload.of(JsonObject.of("a", 1))));
        assertEquals("ab..", EventCommands.printable(Payload.ofBytes(new byte[] {97, 98, 7, -1})));
        assertEquals("", EventCommands.printable(Payload.NONE));
    }
}
