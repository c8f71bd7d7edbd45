package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Helpers beside the tasks of a job.
class CoprocessJobTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));

    @TempDir Path directory;

    private ShellHarness job(int size, String coprocess, Script helper) {
        ShellHarness job =
                new ShellHarness(
                                directory,
                                size,
                                size,
                                "\"app\"",
                                new ShellHarness.Attributes(
                                        "{\"coprocess\":" + coprocess + "}",
                                        ",\"cwd\":\"" + directory + "\""))
                        .program("app", _ -> Script.exits(0).lasting(Duration.ofSeconds(10)));
        job.nodes.forEach(node -> node.processes.program("mon", _ -> helper));
        return job.run(LONG);
    }

    private String file(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void oneFileTakesWhatHelpersOfAllNodesSay() throws IOException {
        ShellHarness job = job(3, "{\"m\":{\"command\":[\"mon\"]}}", Script.prints("hello\n"));
        assertEquals(List.of(GOOD, GOOD, GOOD), job.statuses());
        assertEquals("hello\n".repeat(3), file("coproc-m-ƒdeyF7V.log"));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("coproc-m-ƒdeyF7V.log"))));
    }

    @Test
    void eachNodeHasAFileWhereTheNameDiffers() throws IOException {
        ShellHarness job =
                job(
                        2,
                        "{\"m\":{\"command\":[\"mon\",\"{{node.id}}\"],\"output\":\"{{node.id}}.log\"}}",
                        Script.prints("x\n"));
        assertEquals("x\n", file("0.log"));
        assertEquals("x\n", file("1.log"));
        assertEquals(List.of("mon", "1"), job.nodes.get(1).processes.started().getLast().argv());
    }

    @Test
    void itEndsWithTheTasks() {
        ShellHarness job =
                job(
                        2,
                        "{\"m\":{\"command\":[\"mon\"]}}",
                        Script.exits(0).lasting(LONG.multipliedBy(9)));
        assertEquals(List.of(GOOD, GOOD), job.statuses());
    }

    @Test
    void ranksRunItAloneAndOneThatCannotRunIsNoFaultOfTheJob() {
        ShellHarness job =
                job(
                        2,
                        "{\"m\":{\"command\":[\"mon\"],\"ranks\":\"1\"},\"no\":{\"command\":[\"nothing\"]}}",
                        Script.exits(3));
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        assertEquals(1, job.nodes.getFirst().processes.started().size());
        assertEquals(2, job.nodes.get(1).processes.started().size());
        assertTrue(
                job.events("output").toString().contains("no: launch failed: No such file"),
                job.events("output").toString());
    }

    @Test
    void aFileThatCannotBeMadeIsSaidOnce() {
        ShellHarness job =
                job(
                        2,
                        "{\"m\":{\"command\":[\"mon\"],\"output\":\"no/such/file\"}}",
                        Script.prints("a\nb\n"));
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        assertEquals(
                1,
                job.events("output").stream()
                        .filter(line -> line.contains("no/such/file"))
                        .count());
    }

    @Test
    void whatIsWrongWithTheOptionEndsTheJob() {
        ShellHarness job = job(1, "{\"m\":{\"command\":[]}}", Script.exits(0));
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
        assertTrue(job.events("output").toString().contains("command must be a non-empty array"));
    }
}
