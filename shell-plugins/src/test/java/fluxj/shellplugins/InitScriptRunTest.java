package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Shells that run an initrc first (spec services 15.9).
class InitScriptRunTest {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));
    private static final Optional<WaitStatus> BAD = Optional.of(WaitStatus.exited(1));

    @TempDir Path rundir;

    private String script(String text) throws Exception {
        return Files.writeString(rundir.resolve("rc.lua"), text).toString();
    }

    private ShellHarness job(int nodes, int tasks, String options) {
        return new ShellHarness(rundir, nodes, tasks, "app", options)
                .program("app", _ -> Script.exits(0));
    }

    private ShellHarness run(String text) throws Exception {
        return job(1, 2, "{\"verbose\":1,\"initrc\":\"%s\"}".formatted(script(text))).run(LONG);
    }

    private static String note(ShellHarness job) {
        return job.raised.isEmpty() ? "none" : job.raised.getFirst().note().orElse("");
    }

    @Test
    void theInstancesScriptChangesEnvironmentAndOptions() throws Exception {
        ShellHarness job = job(2, 4, "{}");
        job.initrc =
                script(
                        """
                        shell.setenv ("WHO", shell.rankinfo.name .. " of " .. shell.info.size)
                        shell.unsetenv ("PATH")
                        shell.options["env-expand"] = { ALL = "{{size}}" }
                        """);
        job.run(LONG);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
        var env = job.nodes.get(1).processes.started().getFirst().env();
        assertEquals("node1 of 2", env.get("WHO"));
        assertEquals("4", env.get("ALL"));
        assertTrue(!env.containsKey("PATH"), env.toString());
    }

    @Test
    void whatAHandlerOfTheTasksProcessWritesIsTheTasksOutput() throws Exception {
        ShellHarness job =
                run(
                        """
                        plugin.register { name = "print", handlers = { { topic = "task.exec", fn = function ()
                            io.stderr:write ("err", task.info.rank, "\\n")
                            print ("out", task.info.rank)
                        end } } }
                        """);
        assertEquals(List.of(GOOD), job.statuses());
        String output = job.events("output").toString();
        for (int rank = 0; rank < 2; rank++) {
            for (String line :
                    List.of(
                            "\"stderr\",\"rank\":\"%d\",\"data\":\"err%d\\n\"",
                            "\"stdout\",\"rank\":\"%d\",\"data\":\"out\\t%d\\n\"")) {
                assertTrue(output.contains(line.formatted(rank, rank)), output);
            }
        }
    }

    @Test
    void handlersSeeTheLifeOfTheShellAndChangeTasks() throws Exception {
        ShellHarness job =
                run(
                        """
                        plugin.register { name = "life", handlers = { { topic = "*", fn = function (topic)
                            shell.log (topic)
                            if topic == "task.init" then task.setenv ("RANK", "r" .. task.info.rank) end
                        end } } }
                        """);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals("r1", job.nodes.getFirst().processes.started().get(1).env().get("RANK"));
        List<String> topics =
                job.events("output").stream()
                        .filter(line -> line.startsWith("log ") && line.contains("\"level\":5"))
                        .map(line -> line.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1"))
                        .toList();
        assertEquals(
                List.of(
                        "shell.init",
                        "shell.post-init",
                        "task.init",
                        "task.init",
                        "task.exec",
                        "task.exec",
                        "task.fork",
                        "task.fork",
                        "shell.start"),
                topics.subList(0, 9));
        assertTrue(
                topics.subList(9, topics.size())
                        .containsAll(
                                List.of(
                                        "task.exit",
                                        "shell.finish",
                                        "shell.tasks-complete",
                                        "shell.exit")),
                topics.toString());
    }

    @Test
    void aScriptThatFailsEndsTheJobWithFileAndLine() throws Exception {
        ShellHarness job = run("\nfoo ()");
        assertEquals(List.of(BAD), job.statuses());
        String file = rundir + "/rc.lua";
        String note = note(job);
        assertTrue(note.startsWith("loading rc file " + file + ": "), note);
        assertTrue(note.endsWith("rc.lua:2: attempt to call a nil value (global 'foo')"), note);
        assertTrue(job.events("output").toString().contains("Loading " + file));
    }

    @Test
    void aScriptThatDoesNotEndEndsItsJobOnly() throws Exception {
        ShellHarness job = run("while true do end");
        assertEquals(List.of(BAD), job.statuses());
        assertTrue(note(job).endsWith(":1: stopped after 50000000 instructions"), note(job));
    }

    @Test
    void aScriptThatIsNotThereEndsTheJob() {
        ShellHarness job = job(1, 1, "{\"initrc\":\"/nosuch.lua\"}").run(LONG);
        assertEquals(List.of(BAD), job.statuses());
        assertEquals("loading rc file /nosuch.lua: No such file or directory", note(job));
    }

    @Test
    void aScriptEndsTheJobWithWordsOfItsOwn() throws Exception {
        ShellHarness job = run("shell.die ('not on this machine')");
        assertEquals(List.of(BAD), job.statuses());
        assertEquals("not on this machine", note(job));
    }

    @Test
    void aHandlerThatSaysNoEndsTheShell() throws Exception {
        ShellHarness job =
                run(
                        "plugin.register { name = 'no', handlers = {"
                                + " { topic = 'shell.init', fn = function () return false end } } }");
        assertEquals(List.of(BAD), job.statuses());
        assertEquals("shell_init", note(job));
        assertTrue(
                job.events("output").toString().contains("plugin 'no': shell.init failed"),
                job.events("output").toString());
    }

    @Test
    void aHandlerOfATaskThatSaysNoKeepsTheTasksFromStarting() throws Exception {
        ShellHarness job =
                run(
                        "plugin.register { name = 'no', handlers = {"
                                + " { topic = 'task.init', fn = function () return false end } } }");
        assertEquals(List.of(BAD), job.statuses());
        assertEquals(List.of(), job.nodes.getFirst().processes.started());
    }

    @Test
    void theUsersScriptsAreRunWhereTheInstanceHasNone() throws Exception {
        ShellHarness job =
                job(1, 1, "{\"userrc\":\"%s\"}".formatted(script("shell.setenv ('MINE', 'yes')")))
                        .run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals("yes", job.nodes.getFirst().processes.started().getFirst().env().get("MINE"));
    }

    @Test
    void theInstancesScriptIsFoundFromWhereTheTasksStart() throws Exception {
        script("shell.setenv ('FOUND', 'yes')");
        ShellHarness job =
                new ShellHarness(
                                rundir,
                                1,
                                1,
                                "\"app\"",
                                new ShellHarness.Attributes("{}", ",\"cwd\":\"" + rundir + "\""))
                        .program("app", _ -> Script.exits(0));
        job.initrc = "rc.lua";
        job.run(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals("yes", job.nodes.getFirst().processes.started().getFirst().env().get("FOUND"));
    }
}
