package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shells of rabbit jobs (spec coral2 4.11).
class DwsEnvironmentRunTest {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));
    private static final Optional<WaitStatus> BAD = Optional.of(WaitStatus.exited(1));
    private static final String OLD = "{\"dws-environment\":{\"version\":\"0.24\"}}";

    @TempDir Path rundir;

    private ShellHarness job(String options, String directives) {
        return new ShellHarness(
                        rundir, 1, 1, "\"app\"", new ShellHarness.Attributes(options, directives))
                .program("app", _ -> Script.exits(0));
    }

    private ShellHarness job(String options) {
        return job(options, ",\"dw\":\"#DW jobdw\"");
    }

    private static void event(ShellHarness job, String name, String context) {
        job.eventlog.add(
                "{\"timestamp\":1.0,\"name\":\"" + name + "\",\"context\":" + context + "}");
    }

    private static Map<String, String> environment(ShellHarness job) {
        return job.nodes.getFirst().processes.started().getFirst().env();
    }

    private static String log(ShellHarness job) {
        return job.events("output").toString();
    }

    @Test
    void theFirstEventTellsTheVariables() {
        ShellHarness job = job("{}");
        event(
                job,
                "dws_environment",
                "{\"variables\":{\"DW_JOB_x\":\"/mnt/nnf/x\",\"PATH\":\"/nnf\"}}");
        event(job, "dws_environment", "{\"variables\":{\"DW_JOB_x\":\"else\"}}");
        event(job, "start", "{}");
        job.run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals("/mnt/nnf/x", environment(job).get("DW_JOB_x"));
        assertEquals("/nnf", environment(job).get("PATH"));
    }

    @Test
    void aJobWithoutDirectivesWaitsForNothing() {
        ShellHarness job = job("{}", "");
        job.run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
    }

    @Test
    void theNewerOneWaitsForEver() {
        ShellHarness job = job("{}");
        job.run(Duration.ofHours(1));
        assertEquals(List.of(), job.nodes.getFirst().processes.started());
        assertEquals(List.of(), job.raised);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}  | start           | {}                        | 'dws_environment' event not found
                    {}  | exception       | {"severity":0}            | 'dws_environment' event not found
                    {}  | dws_environment | {"vars":{}}               | No 'variables' context in dws_environment event
                    {}  | dws_environment | {"variables":{"A":1}}     | variables in dws_environment event must have string values
                    OLD | start           | {}                        | 'start' event found before 'dws_environment'
                    OLD | exception       | {"severity":0}            | No 'dws_environment' event posted within timeout
                    """)
    void withoutThemTheJobDoesNotStart(String version, String event, String context, String why) {
        ShellHarness job = job(version.equals("OLD") ? OLD : version);
        event(job, event, context);
        job.run(LONG);
        assertEquals(List.of(BAD), job.statuses());
        assertTrue(log(job).contains("Error reading DW environment from eventlog"), log(job));
        assertTrue(log(job).contains(why), log(job));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}  | waiting for eventlog: error parsing eventlog entry
                    OLD | Error decoding eventlog entry: Invalid argument
                    """)
    void anEventlogThatIsNoneEndsTheWait(String version, String why) {
        ShellHarness job = job(version.equals("OLD") ? OLD : version);
        job.eventlog.add("{}");
        job.run(LONG);
        assertEquals(List.of(BAD), job.statuses());
        assertTrue(log(job).contains(why), log(job));
    }
}
