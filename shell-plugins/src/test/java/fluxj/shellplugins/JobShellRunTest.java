package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.shell.spi.ShellProtocol;
import fluxj.sim.SimProcesses.Script;
import fluxj.subprocess.IoObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Whole shells with all plugins (spec services 15).
class JobShellRunTest {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));

    @TempDir Path rundir;

    private ShellHarness job(int nodes, int tasks, String options) {
        return new ShellHarness(rundir, nodes, tasks, "app", options);
    }

    private static Script lasting(int seconds, int code) {
        return Script.exits(code).lasting(Duration.ofSeconds(seconds));
    }

    @Test
    void aTaskRunsAndItsOutputAndEndAreWritten() {
        ShellHarness job =
                job(1, 1, "{}").program("app", _ -> Script.prints("one\ntwo\n")).run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals(
                List.of(
                        "header {\"version\":1,\"encoding\":{\"stdout\":\"UTF-8\",\"stderr\":\"UTF-8\"},"
                                + "\"count\":{\"stdout\":1,\"stderr\":1},\"options\":{}}",
                        "data {\"stream\":\"stdout\",\"rank\":\"0\",\"data\":\"one\\n\"}",
                        "data {\"stream\":\"stdout\",\"rank\":\"0\",\"data\":\"two\\n\"}",
                        "data {\"stream\":\"stdout\",\"rank\":\"0\",\"eof\":true}",
                        "data {\"stream\":\"stderr\",\"rank\":\"0\",\"eof\":true}"),
                job.events("output"));
        assertEquals(
                List.of(
                        "shell.init {\"leader-rank\":0,\"size\":1,\"service\":\"0-shell-fdeyF7V\"}",
                        "shell.start {\"taskmap\":{\"version\":1,\"map\":[[0,1,1,1]]}}",
                        "shell.task-exit {\"localid\":0,\"rank\":0,\"state\":\"Exited\",\"pid\":1000,"
                                + "\"wait_status\":0,\"signaled\":0,\"exitcode\":0}"),
                job.events("exec.eventlog"));
        assertEquals(List.of(), job.raised);
    }

    @Test
    void theEnvironmentOfATaskTellsItWhoItIs() {
        ShellHarness job = job(2, 4, "{}").program("app", _ -> Script.exits(0)).run(LONG);
        var env = job.nodes.get(1).processes.started().get(1).env();
        assertEquals("3", env.get("FLUX_TASK_RANK"));
        assertEquals("1", env.get("FLUX_TASK_LOCAL_ID"));
        assertEquals("4", env.get("FLUX_JOB_SIZE"));
        assertEquals("2", env.get("FLUX_JOB_NNODES"));
        assertEquals("ƒdeyF7V", env.get("FLUX_JOB_ID"));
        assertEquals("/ƒdeyF7V", env.get("FLUX_JOB_ID_PATH"));
        assertEquals("job-24058527744", env.get("FLUX_KVS_NAMESPACE"));
        assertEquals("local:///nowhere", env.get("FLUX_URI"));
        assertEquals(rundir + "/jobtmp-1-ƒdeyF7V", env.get("FLUX_JOB_TMPDIR"));
        assertEquals("/bin", env.get("PATH"));
    }

    @Test
    void theTemporaryDirectoryIsThereWhileTheJobRuns() {
        ShellHarness job =
                job(1, 1, "{}").program("app", _ -> lasting(10, 0)).run(Duration.ofSeconds(5));
        Path directory = rundir.resolve("jobtmp-0-ƒdeyF7V");
        assertTrue(Files.isDirectory(directory));
        job.reactor.runFor(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertFalse(Files.exists(directory));
    }

    @Test
    void theExitCodeIsTheHighestOfAllTasks() {
        ShellHarness job =
                job(1, 3, "{}")
                        .program("app", rank -> Script.exits(rank == 1 ? 9 : rank))
                        .run(LONG);
        assertEquals(List.of(Optional.of(WaitStatus.exited(9))), job.statuses());
        assertEquals(List.of(), job.raised);
    }

    @Test
    void aCommandThatIsNotThereEndsTheJobWith127() {
        ShellHarness job = job(1, 1, "{}").run(LONG);
        assertEquals(List.of(Optional.of(WaitStatus.exited(127))), job.statuses());
        assertEquals(
                Optional.of("task 0 (host node0): start failed: app: No such file or directory"),
                job.raised.getFirst().note());
        assertEquals(0, job.raised.getFirst().severity());
        assertEquals("exec", job.raised.getFirst().type());
    }

    @Test
    void shellsStartTheirTasksTogetherAndTheLeaderWritesForAll() {
        ShellHarness job =
                job(2, 4, "{}").program("app", rank -> Script.prints(rank + "\n")).run(LONG);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        List<String> output = job.events("output");
        assertTrue(output.getFirst().startsWith("header"), output.toString());
        for (int rank = 0; rank < 4; rank++) {
            assertTrue(
                    output.contains(
                            "data {\"stream\":\"stdout\",\"rank\":\"%d\",\"data\":\"%d\\n\"}"
                                    .formatted(rank, rank)),
                    output.toString());
        }
        assertEquals(8, output.stream().filter(event -> event.contains("\"eof\":true")).count());
    }

    @Test
    void aBarrierThatFailsEndsAShellWithoutAWord() {
        ShellHarness job = job(2, 2, "{}").program("app", _ -> Script.exits(0));
        job.barrierFails = true;
        job.run(LONG);
        Optional<WaitStatus> bad = Optional.of(WaitStatus.exited(1));
        assertEquals(List.of(bad, bad), job.statuses());
        assertEquals(List.of(), job.raised);
        assertEquals(List.of(), job.nodes.getFirst().processes.started());
    }

    @Test
    void taskmapPutsTasksElsewhere() {
        ShellHarness job =
                job(2, 4, "{\"taskmap\":{\"scheme\":\"cyclic\"}}")
                        .program("app", _ -> Script.exits(0))
                        .run(LONG);
        assertEquals(
                List.of("1", "3"),
                job.nodes.get(1).processes.started().stream()
                        .map(request -> request.env().get("FLUX_TASK_RANK"))
                        .toList());
        assertTrue(job.events("exec.eventlog").toString().contains("[[0,2,1,2]]"));
    }

    @Test
    void anUnknownSchemeIsRefused() {
        ShellHarness job =
                job(1, 1, "{\"taskmap\":{\"scheme\":\"round\"}}")
                        .program("app", _ -> Script.exits(0))
                        .run(LONG);
        assertEquals(
                Optional.of("failed to map tasks with scheme=round"), job.raised.getFirst().note());
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
    }

    @Test
    void tasksThatGoOnAfterTheFirstHasEndedAreKilledAfterExitTimeout() {
        ShellHarness job =
                job(1, 2, "{\"exit-timeout\":\"2s\"}")
                        .program("app", rank -> rank == 0 ? Script.exits(3) : lasting(1000, 0))
                        .run(Duration.ofSeconds(1));
        assertEquals(List.of(Optional.empty()), job.statuses());
        job.reactor.runFor(Duration.ofSeconds(5));
        assertEquals(List.of(Optional.of(WaitStatus.exited(3))), job.statuses());
        assertEquals(
                Optional.of(
                        "app: task rank 0 on host node0 exited (Exit 3) and exit-timeout=2s has"
                                + " expired"),
                job.raised.getFirst().note());
        assertEquals(Optional.of(3 << 8), job.raised.getFirst().waitStatus());
    }

    @Test
    void exitOnErrorEndsTheJobWithTheFirstThatFails() {
        ShellHarness job =
                job(1, 2, "{\"exit-on-error\":1}")
                        .program("app", rank -> rank == 0 ? lasting(1, 4) : lasting(1000, 0))
                        .run(Duration.ofSeconds(2));
        assertEquals(List.of(Optional.of(WaitStatus.exited(4))), job.statuses());
        assertEquals(
                Optional.of(
                        "app: task rank 0 on host node0 failed (Exit 4) and exit-on-error is set"),
                job.raised.getFirst().note());
    }

    @Test
    void aShellThatIsLostCountsAsOneThatFailed() {
        ShellHarness job =
                job(2, 2, "{\"exit-timeout\":\"5s\"}")
                        .program("app", _ -> lasting(1000, 0))
                        .run(Duration.ofSeconds(1));
        job.ask(
                0,
                "exception",
                new ShellProtocol.ShellException("lost-shell", 2, 1, Optional.of("node1 is gone")));
        job.reactor.runFor(Duration.ofSeconds(6));
        assertEquals(
                Optional.of(
                        "app: shell rank 1 on host node1 exited and exit-timeout=5s has expired"),
                job.raised.getFirst().note());
        assertTrue(
                job.events("output").stream().anyMatch(event -> event.contains("node1 is gone")),
                job.events("output").toString());
    }

    @Test
    void signalsGoToTheTasks() {
        ShellHarness job =
                job(1, 1, "{}").program("app", _ -> lasting(1000, 0)).run(Duration.ofSeconds(1));
        job.reactor.post(() -> job.nodes.getFirst().shell.signal(Signum.SIGTERM));
        job.reactor.runFor(Duration.ofSeconds(1));
        assertEquals(List.of(Optional.of(WaitStatus.exited(128 + Signum.SIGTERM))), job.statuses());
        assertEquals(List.of(), job.raised);
    }

    @Test
    void sigkillEndsTheShellAndItsTasks() {
        ShellHarness job =
                job(1, 1, "{}").program("app", _ -> lasting(1000, 0)).run(Duration.ofSeconds(1));
        job.reactor.post(() -> job.nodes.getFirst().shell.signal(Signum.SIGKILL));
        job.reactor.runFor(Duration.ofSeconds(1));
        assertEquals(List.of(Optional.of(WaitStatus.killedBy(Signum.SIGKILL))), job.statuses());
        assertFalse(Files.exists(rundir.resolve("jobtmp-0-ƒdeyF7V")));
    }

    @Test
    void aSignalBeforeTasksRunEndsTheShell() {
        ShellHarness job = job(2, 2, "{}").program("app", _ -> Script.exits(0));
        job.reactor.post(job.nodes.getFirst()::start);
        job.reactor.runFor(Duration.ofSeconds(1));
        job.nodes.getFirst().shell.signal(Signum.SIGTERM);
        job.reactor.runFor(Duration.ofSeconds(1));
        assertEquals(Optional.of(WaitStatus.killedBy(Signum.SIGTERM)), job.statuses().getFirst());
        assertEquals(List.of(), job.nodes.getFirst().processes.started());
    }

    @Test
    void outputBeyondTheLimitIsCutOffButItsEndIsWritten() {
        ShellHarness job =
                job(1, 1, "{\"output\":{\"limit\":\"10\"}}")
                        .program("app", _ -> Script.prints("12345678\nabcdefgh\nx\n"))
                        .run(LONG);
        List<String> output = job.events("output");
        assertEquals(1, output.stream().filter(event -> event.contains("\"data\":\"")).count());
        assertTrue(output.toString().contains("stdout will be truncated, 10 limit exceeded"));
        assertTrue(output.toString().contains("stdout: 10 of 20 bytes truncated"));
        assertTrue(output.contains("data {\"stream\":\"stdout\",\"rank\":\"0\",\"eof\":true}"));
    }

    @Test
    void outputGoesToFilesAndTheLogSaysWhere() throws Exception {
        Path file = rundir.resolve("out");
        ShellHarness job =
                job(
                                2,
                                2,
                                "{\"output\":{\"stdout\":{\"type\":\"file\",\"path\":\"%s-{{id}}\",\"label\":true}}}"
                                        .formatted(file))
                        .program("app", rank -> Script.prints("from " + rank + "\n"))
                        .run(LONG);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        assertEquals(
                List.of("0: from 0", "1: from 1"),
                Files.readAllLines(Path.of(file + "-ƒdeyF7V")).stream().sorted().toList());
        assertTrue(
                job.events("output")
                        .contains(
                                "redirect {\"stream\":\"stdout\",\"rank\":\"[0-1]\",\"path\":\"%s-ƒdeyF7V\"}"
                                        .formatted(file)));
        assertFalse(job.events("output").toString().contains("from 0"));
    }

    @Test
    void eachShellWritesItsOwnFileWhenTheTemplateSaysSo() throws Exception {
        ShellHarness job =
                job(
                                2,
                                2,
                                "{\"output\":{\"stdout\":{\"path\":\"%s/out-{{node.name}}\"}}}"
                                        .formatted(rundir))
                        .program("app", rank -> Script.prints("from " + rank + "\n"))
                        .run(LONG);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        assertEquals("from 1\n", Files.readString(rundir.resolve("out-node1")));
        assertTrue(job.events("output").toString().contains("out-{{node.name}}"));
    }

    @Test
    void aFileThatIsFullEndsTheJob() {
        ShellHarness job =
                job(1, 1, "{\"output\":{\"stdout\":{\"path\":\"/dev/full\"}}}")
                        .program("app", _ -> Script.prints("lost\n"))
                        .run(LONG);
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
        assertEquals(
                Optional.of(
                        "error writing output file '/dev/full' on node0: No space left on device"),
                job.raised.getFirst().note());
    }

    @Test
    void aFileThatCannotBeMadeEndsTheJob() {
        ShellHarness job =
                job(1, 1, "{\"output\":{\"stdout\":{\"path\":\"/nosuch/out\"}}}")
                        .program("app", _ -> Script.exits(0))
                        .run(LONG);
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
        assertEquals(
                Optional.of(
                        "shell_init: output: error opening output file '/nosuch/out':"
                                + " No such file or directory (host node0)"),
                job.raised.getFirst().note());
        assertTrue(
                job.events("output")
                        .toString()
                        .contains(
                                "error opening output file '/nosuch/out': No such file or"
                                        + " directory"),
                job.events("output").toString());
    }

    @Test
    void inputIsLoggedAndRefusedAfterItsEnd() {
        ShellHarness job =
                job(1, 1, "{}").program("app", _ -> lasting(10, 0)).run(Duration.ofSeconds(1));
        IoObject hello =
                new IoObject(
                        "stdin",
                        "all",
                        Optional.of(new JsonValue.Text("hello")),
                        Optional.empty(),
                        Optional.of(true));
        assertEquals(0, job.ask(0, "stdin", hello).getFirst().errnum());
        assertEquals(Errno.EPIPE.number(), job.ask(0, "stdin", hello).getFirst().errnum());
        job.reactor.runFor(LONG);
        assertEquals(
                List.of(
                        "header {\"version\":1,\"encoding\":{\"stdin\":\"UTF-8\"},\"count\":{\"stdin\":1},"
                                + "\"options\":{}}",
                        "data {\"stream\":\"stdin\",\"rank\":\"all\",\"data\":\"hello\",\"eof\":true}"),
                job.events("input"));
    }

    @Test
    void whatThisShellCannotDoIsRefusedByName() {
        ShellHarness job =
                job(1, 1, "{\"mpi\":\"spectrum\"}").program("app", _ -> Script.exits(0)).run(LONG);
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
        assertTrue(
                job.raised
                        .getFirst()
                        .note()
                        .orElse("")
                        .startsWith("shell option mpi=spectrum is not supported by this shell"));
    }

    @Test
    void timesAreWrittenWithoutAnExponent() {
        ShellHarness job = job(1, 1, "{}").program("app", _ -> Script.exits(0)).run(LONG);
        assertTrue(
                job.written("exec.eventlog")
                        .startsWith("{\"timestamp\":1700000000.5,\"name\":\"shell.init\""),
                job.written("exec.eventlog"));
    }

    @Test
    void tasksAreStoppedInExecForADebugger() {
        for (String on : List.of("1", "true")) {
            ShellHarness job =
                    job(1, 2, "{\"stop-tasks-in-exec\":" + on + "}")
                            .program("app", _ -> Script.exits(0))
                            .run(LONG);
            assertTrue(
                    job.nodes.getFirst().processes.started().stream()
                            .allMatch(task -> task.setting().isStoppedInExec()));
            assertTrue(job.events("exec.eventlog").toString().contains("\"sync\":true"));
        }
        ShellHarness job =
                job(1, 1, "{\"stop-tasks-in-exec\":0}")
                        .program("app", _ -> Script.exits(0))
                        .run(LONG);
        assertFalse(
                job.nodes.getFirst().processes.started().getFirst().setting().isStoppedInExec());
    }

    @Test
    void templatesInCommandAndEnvironmentAreRendered() {
        ShellHarness job =
                job(
                                1,
                                2,
                                "{\"env-expand\":{\"ALL\":\"{{size}}\",\"MINE\":\"{{taskid}}\",\"ODD\":\"{{task.foo}}\"}}")
                        .program("app", _ -> Script.exits(0))
                        .run(LONG);
        var env = job.nodes.getFirst().processes.started().get(1).env();
        assertEquals("2", env.get("ALL"));
        assertEquals("1", env.get("MINE"));
        assertEquals("{{task.foo}}", env.get("ODD"));
    }

    @Test
    void aShellThatSaysMoreEndsLikeOthers() {
        ShellHarness job =
                job(2, 2, "{\"verbose\":1}").program("app", _ -> lasting(50, 0)).run(LONG);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
    }
}
