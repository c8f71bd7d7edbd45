package fluxj.cli.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.overlay.OverlayProtocol.Subtree;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class OverlayOutputTest {
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
}
