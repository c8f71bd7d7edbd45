package fluxj.cli.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.job.Eventlog;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

class StartlogCommandTest {
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

    private static List<Eventlog.Event> startlog() {
        return Eventlog.decode(
                """
                {"timestamp":100.0,"name":"start","context":{"version":1,"core_version":"0.88.0"}}
                {"timestamp":190.0,"name":"finish","context":{"version":1}}
                {"timestamp":200.0,"name":"other"}
                {"timestamp":200.0,"name":"start","context":{"version":1,"core_version":"0.88.0"}}
                {"timestamp":300.0,"name":"start","context":{"version":1}}
                """
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String minutes(long second) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
                .format(Instant.ofEpochSecond(second).atZone(ZoneId.systemDefault()));
    }

    @Test
    void startlogTellsWhenTheInstanceRan() {
        assertTrue(new StartlogCommand(console).list(startlog(), 305));
        assertEquals(
                minutes(100)
                        + " - "
                        + minutes(190)
                        + " (1.5m)\n"
                        + minutes(200)
                        + " - crashed\n"
                        + minutes(300)
                        + " - running (5s)\n",
                printed());
    }

    @Test
    void startlogTellsShortTimesInMilliseconds() {
        new StartlogCommand(console).list(startlog().subList(4, 5), 300.0625);
        assertEquals(minutes(300) + " - running (62ms)\n", printed());
    }

    @Test
    void startlogIsQuietWhenAskedAndForgivesACrashAfterAGoodEnd() {
        StartlogCommand command = new StartlogCommand(console);
        new CommandLine(command).parseArgs("--quiet", "--check");
        assertTrue(command.list(startlog(), 305));
        assertEquals(false, command.list(startlog().subList(0, 2), 305));
        assertEquals("", printed());
    }
}
