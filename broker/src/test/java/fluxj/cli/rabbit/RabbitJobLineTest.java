package fluxj.cli.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.cli.format.OutputFormat;
import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The lines of `fluxj rabbit jobs`.
class RabbitJobLineTest {
    private static final Console CONSOLE =
            new Console(
                    new Output(new ByteArrayOutputStream(), Output.Kind.STREAM),
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                    InputStream.nullInputStream(),
                    Map.of("FLUX_F58_FORCE_ASCII", "1"));

    private static List<String> table(String format, RabbitStorage storage) {
        RabbitJobLine line =
                new RabbitJobLine(
                        Pictures.of(Pictures.inEpilog(), storage),
                        CONSOLE,
                        id -> "user" + id,
                        Pictures.NOW);
        List<String> lines = new ArrayList<>();
        OutputFormat.of(format, RabbitJobLine.HEADINGS).print(List.of(line), true, 0, lines::add);
        return lines;
    }

    private static String named(String name) {
        return RabbitJobLine.FORMATS.get(name).format();
    }

    @Test
    void aLineSaysWhereTheWorkflowStandsAndWhy() {
        assertEquals(
                List.of(
                        "       JOBID USER     STATE       TIME WANTED   READY WHY",
                        "    f2W62p7q user1001 CLEANUP       2m PostRun  no    It waits for"
                                + " tioga[12-13] to unmount."),
                table(named("default"), Pictures.hanging("PostRun")));
    }

    @Test
    void theLongFormatCountsWhatIsHeld() {
        assertEquals(
                List.of(
                        "       JOBID USER     STATE   HELD-BY    WANTED   READY    SINCE STATUS    "
                                + " MOUNTS NRABBITS COPIES  TIMEOUT WHY",
                        "    f2W62p7q user1001 CLEANUP dws-epilog PostRun  no          2m DriverWait"
                                + "      2        2      0      58m It waits for tioga[12-13] to"
                                + " unmount."),
                table(named("long"), Pictures.hanging("PostRun")));
    }

    @Test
    void whatWasNotSeenIsAQuestion() {
        assertEquals(
                "? ? ? rabbit CLEANUP",
                table("{workflow_desired} {nmounts} {rabbits} rabbit {state}", new Unseen("no"))
                        .getLast());
        assertEquals("CLEANUP ", table("{state} {workflow_elapsed!F}", new Unseen("no")).getLast());
    }

    @Test
    void everyFieldHasAValue() {
        for (String field : RabbitJobLine.HEADINGS.keySet()) {
            assertEquals(2, table("x{" + field + "}", Pictures.hanging("PostRun")).size(), field);
        }
    }
}
