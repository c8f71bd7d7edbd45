package fluxj.cli.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.cli.PicocliProgram;
import fluxj.json.JsonObject;
import fluxj.services.cron.CronProtocol.EntryView;
import fluxj.services.cron.CronProtocol.Stats;
import fluxj.services.cron.CronProtocol.Synced;
import fluxj.services.cron.CronProtocol.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class CronOutputTest {
    private static final String ENTRY =
            """
            {"id":2,"rank":0,"name":"false","command":"false -x","repeat":1,"stopped":true,
            "type":"interval","stats":{"count":1,"lastrun":1000.25},
            "typedata":{"interval":0.05,"after":10,"next_wakeup":1e19},
            "tasks":[{"rank":0,"pid":7,"status":256,"state":"Failed","code":1,
            "start-time":1000.25,"end-time":1000.5}]}
            """;

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
    void dumpPrintsEveryValue() {
        new CronDumpCommand(console).dump(JsonObject.parse(ENTRY));
        assertEquals(
                """
                id = 2
                rank = 0
                name = "false"
                command = "false -x"
                repeat = 1
                stopped = true
                type = "interval"
                stats.count = 1
                stats.lastrun = 1000.25
                typedata.interval = 0.05
                typedata.after = 10
                typedata.next_wakeup = 1e+19
                task.1.rank = 0
                task.1.pid = 7
                task.1.status = 256
                task.1.state = "Failed"
                task.1.code = 1
                task.1.start-time = 1000.25
                task.1.end-time = 1000.5
                """,
                printed());
    }

    @Test
    void dumpPrintsOneValueAlone() {
        CronDumpCommand command = new CronDumpCommand(console);
        new CommandLine(command).parseArgs("--key=task.1.state", "2");
        command.dump(JsonObject.parse(ENTRY));
        assertEquals("Failed\n", printed());
    }

    private static Task task(String state, Optional<Double> start, Optional<Double> end) {
        return new Task(
                0,
                7,
                256,
                state,
                1,
                Optional.empty(),
                Optional.empty(),
                end.isPresent() ? Optional.of(1) : Optional.empty(),
                start,
                start,
                end);
    }

    private static EntryView entry(String name, int repeat, boolean stopped, Task... tasks) {
        return new EntryView(
                2,
                0,
                name,
                name + " -x",
                repeat,
                stopped,
                "interval",
                Optional.empty(),
                new Stats(1, 1, 1, tasks.length, 0, 0, 0, 0, 0),
                JsonObject.EMPTY,
                List.of(tasks));
    }

    @Test
    void listPrintsALineForEachEntry() {
        Task failed = task("Failed", Optional.of(1000.25), Optional.of(1000.5));
        new CronListCommand(console).print(entry("false", 1, true, failed), 1003.25);
        assertEquals(
                "     2 false           Stopped        1/1      3 seconds ago  Failed:rc=1       \n",
                printed());
        new CronListCommand(console).print(entry("x", 0, false), 0);
        assertEquals(
                "     2 x               Active           0               None  None              \n",
                printed());
    }

    @Test
    void deleteTellsOfTheLastTask() {
        Task failed = task("Failed", Optional.of(1000.25), Optional.of(1000.5));
        assertEquals(
                "Removed cron-2: false last ran a second ago for 250.00ms",
                CronDeleteCommand.removed(entry("false", 1, true, failed), 1001));
        Task running = task("Running", Optional.of(5.0), Optional.empty());
        assertEquals(
                "Removed cron-2: sleep still running. Started 5 seconds ago",
                CronDeleteCommand.removed(entry("sleep", 0, false, running), 10));
        Task deferred = task("Deferred", Optional.empty(), Optional.empty());
        assertEquals(
                "Removed cron-2: sleep still waiting to run",
                CronDeleteCommand.removed(entry("sleep", 0, false, deferred), 10));
        assertEquals("Removed cron-2: n", CronDeleteCommand.removed(entry("n", 0, false), 10));
    }

    @Test
    void syncTellsTheEventOrThatThereIsNone() {
        assertEquals(
                "sync: sync to event \"a.b\" epsilon=0.015s.",
                CronSyncCommand.line(
                        new Synced(Optional.of("a.b"), Optional.of(0.015), Optional.empty())));
        assertEquals(
                "sync: sync disabled.",
                CronSyncCommand.line(
                        new Synced(Optional.empty(), Optional.empty(), Optional.of(true))));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, in the future",
        "0, a second ago",
        "3, 3 seconds ago",
        "100, a minute ago",
        "600, 10 minutes ago",
        "7200, 2.0 hours ago",
        "172800, 2.0 days ago",
        "1728000, 3 weeks ago",
        "8640000, 3 months ago",
        "63072000, 2.0 years ago"
    })
    void timesAreToldAsTheyAreLongAgo(double ago, String text) {
        assertEquals(text, CronTimes.ago(1000 - ago, 1000));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 500.00ms", "2, 2.000s", "90, 1.500m", "5400, 1.500h", "129600, 1.500d"})
    void durationsHaveTheirUnit(double seconds, String text) {
        assertEquals(text, CronTimes.duration(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "10, 10.0",
        "0.05, 0.05",
        "1795374132.379249, 1795374132.3792",
        "-1.5, -1.5",
        "1e19, 1e+19",
        "1.5e300, 1.5e+300",
        "0.00001, 1e-05"
    })
    void realNumbersHaveFourteenDigits(double value, String text) {
        assertEquals(text, CronTimes.number(value));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0.5s, 0.5", ".01s, 0.01", "2m, 120", "1H, 3600", "1d, 86400"})
    void durationsAreRead(String text, double seconds) {
        assertEquals(seconds, CronTimes.seconds(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "7x", "-1", "1.2.3", "s", "1e5", "5ms"})
    void whatIsNoDurationIsRefused(String text) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> CronTimes.seconds(text));
        assertEquals("Invalid duration '" + text + "'", failure.line());
    }

    private int run(String... arguments) {
        return PicocliProgram.ofGroup(CronCommands::group).run(List.of(arguments), console);
    }

    @ParameterizedTest
    @CsvSource({
        "interval, INTERVAL and COMMAND required",
        "interval 5s, INTERVAL and COMMAND required",
        "interval x y, Invalid duration 'x'",
        "interval -a x 5s y, Invalid duration 'x'",
        "event a, TOPIC and COMMAND args are required",
        "at now, TIME and COMMAND args are required",
        "dump, ID argument required",
        "sync -e x, Invalid duration 'x'",
    })
    void commandsSayWhatIsMissing(String arguments, String text) {
        assertEquals(1, run(arguments.split(" ", -1)));
        assertEquals("fluxj cron: " + text + "\n", printed());
    }

    @Test
    void aCountIsANumber() {
        assertEquals(1, run("interval", "-c", "x", "5s", "true"));
        assertEquals(
                "fluxj cron interval: Option 'count' requires an integer argument\n", printed());
    }

    @Test
    void aCommandNeedsASubcommand() {
        assertEquals(1, run());
        assertTrue(printed().startsWith("fluxj cron: missing subcommand"));
        assertEquals(1, run("stop"));
        assertEquals(1, run("delete", "x"));
    }
}
