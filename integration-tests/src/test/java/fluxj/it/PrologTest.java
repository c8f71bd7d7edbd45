package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Prologs and epilogs that are real programs: they fail, do not end, or do not listen.
class PrologTest {
    /// What a prolog does is in the file `prolog`, what an epilog does in `epilog`; both leave
    /// their process id, and whom they were run for.
    private static final String CONFIGURATION =
            """
            [job-manager]
            plugins = [ { load = "perilog.so" } ]
            [job-manager.prolog]
            command = ["sh", "-c", "echo $$ >>%1$s/pids; echo prolog $FLUX_JOB_ID >>%1$s/log; . %1$s/prolog"]
            timeout = "%2$s"
            kill-timeout = 0.5
            [job-manager.epilog]
            command = ["sh", "-c", "echo $$ >>%1$s/pids; echo epilog $FLUX_JOB_ID >>%1$s/log; . %1$s/epilog"]
            timeout = "%2$s"
            kill-timeout = 0.5
            """;

    /// Runs a job and prints the names of its events, and the notes of exceptions, one in a line.
    private static final String JOB =
            """
            fluxj run sh -c "echo task >>$DIR/log" 2>>$DIR/err
            echo $?
            id=$(fluxj job last)
            fluxj job wait-event -t 30 $id clean >/dev/null
            fluxj job eventlog -f json $id | sed -n 's/.*"name":"\\([^"]*\\)".*note":"\\([^"]*\\)".*/\\1 \\2/p;t
                s/.*"name":"\\(prolog[^"]*\\|epilog[^"]*\\|start\\|finish\\|free\\|clean\\)".*/\\1/p'
            fluxj jobs -no '{id.f58plain}' $id >$DIR/id
            """;

    @TempDir Path dir;

    @BeforeEach
    void configure() throws IOException {
        configure("1s");
        does("prolog", "true");
        does("epilog", "true");
    }

    private void configure(String timeout) throws IOException {
        Path conf = Files.createDirectories(dir.resolve("conf"));
        Files.writeString(conf.resolve("perilog.toml"), CONFIGURATION.formatted(dir, timeout));
    }

    private void does(String which, String commands) throws IOException {
        Files.writeString(dir.resolve(which), commands + "\n");
    }

    private JobInstance configured() {
        return JobInstance.of(1)
                .option("-c" + dir.resolve("conf"))
                .with("DIR", dir.toString())
                .within(Duration.ofMinutes(4));
    }

    private List<String> instance(String script) {
        return lines(configured(), script);
    }

    private static List<String> lines(JobInstance instance, String script) {
        CommandLine.Result result = instance.run(script);
        assertEquals(0, result.exitCode(), result.all());
        return result.out().lines().toList();
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(dir.resolve(file));
    }

    private void assertNothingRuns() throws IOException {
        for (String pid : lines("pids")) {
            assertFalse(ProcessHandle.of(Long.parseLong(pid)).isPresent(), pid);
        }
    }

    @Test
    void aJobRunsBetweenItsPrologAndItsEpilog() throws IOException {
        configure("5m");
        assertEquals(
                List.of(
                        "0",
                        "prolog-start",
                        "prolog-finish",
                        "start",
                        "finish",
                        "epilog-start",
                        "epilog-finish",
                        "free",
                        "clean"),
                instance(JOB).stream().filter(line -> !line.startsWith("release")).toList());
        String id = lines("id").getFirst().substring(1);
        List<String> log = lines("log");
        assertEquals("task", log.get(1));
        assertTrue(log.getFirst().startsWith("prolog ") && log.getFirst().endsWith(id), id);
        assertTrue(log.getLast().startsWith("epilog ") && log.getLast().endsWith(id), id);
        assertNothingRuns();
    }

    @Test
    void aJobDoesNotStartWhenItsPrologFails() throws IOException {
        configure("5m");
        does("prolog", "exit 3");
        List<String> events = instance(JOB);
        assertEquals("1", events.getFirst());
        assertTrue(
                events.stream().anyMatch(e -> e.startsWith("exception prolog exited with code=3")),
                events.toString());
        assertFalse(events.contains("start"), events.toString());
        assertFalse(lines("log").contains("task"), events.toString());
        assertEquals(List.of("free", "clean"), events.subList(events.size() - 2, events.size()));
    }

    /// As in flux-core, what does not listen to SIGTERM lasts as long as its broker.
    @Test
    void aPrologThatDoesNotEndIsKilledAndItsJobFails() throws IOException {
        does("prolog", "trap '' TERM; while :; do sleep 0.1; done");
        List<String> events = lines(configured().leavingUntilItsEnd(), JOB);
        assertEquals("1", events.getFirst());
        assertTrue(
                events.stream().anyMatch(e -> e.startsWith("exception prolog timed out")),
                events.toString());
        assertFalse(events.contains("start"), events.toString());
        assertEquals("clean", events.getLast());
        assertNothingRuns();
    }

    @Test
    void anEpilogThatDoesNotEndIsKilledAndItsJobHasSucceeded() throws IOException {
        does("epilog", "exec sleep 600");
        List<String> events = instance(JOB);
        assertEquals("0", events.getFirst());
        assertTrue(
                events.stream().anyMatch(e -> e.startsWith("exception epilog timed out")),
                events.toString());
        assertEquals("clean", events.getLast());
        assertNothingRuns();
    }

    @Test
    void aCanceledJobDoesNotWaitForItsProlog() throws IOException {
        configure("5m");
        does("prolog", "trap 'echo stopped >>" + dir + "/log; exit 1' TERM; sleep 60 & wait");
        List<String> out =
                instance(
                        """
                        id=$(fluxj submit true)
                        fluxj job wait-event -t 30 $id prolog-start >/dev/null
                        until grep -q prolog $DIR/log; do sleep 0.05; done
                        fluxj cancel $id
                        fluxj job wait-event -t 30 $id clean >/dev/null
                        fluxj jobs -no '{result}' $id
                        """);
        assertEquals(List.of("CANCELED"), out);
        assertTrue(lines("log").contains("stopped"), lines("log").toString());
        assertNothingRuns();
    }
}
