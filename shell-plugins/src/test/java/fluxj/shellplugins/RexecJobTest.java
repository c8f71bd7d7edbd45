package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.platform.WaitStatus;
import fluxj.rpc.Empty;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.services.rexec.RexecProtocol.Listing;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.sim.SimProcesses.Script;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Commands that run beside the tasks of a job.
class RexecJobTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));

    @TempDir Path rundir;

    private ShellHarness job() {
        return new ShellHarness(rundir, 2, 2, "app", "{}")
                .program("app", _ -> Script.exits(0).lasting(Duration.ofSeconds(10)));
    }

    private static void tools(ShellHarness job, Script script) {
        job.nodes.forEach(node -> node.processes.program("tool", _ -> script));
    }

    private static List<Response> start(ShellHarness job, int node) {
        JsonObject command =
                JsonObject.parse(
                        """
                        {"cmdline":["tool"],"env":{"A":"b"},"opts":{},"channels":[]}""");
        return job.open(node, "rexec.exec", new Exec(command, 3, Optional.empty()));
    }

    private static List<String> told(List<Response> answers) {
        return answers.stream()
                .map(
                        one ->
                                one.errnum() != 0
                                        ? "error " + one.errnum()
                                        : one.payload().as(News.class).type())
                .toList();
    }

    @Test
    void aToolRunsOnTheNodesOfTheJob() {
        ShellHarness job = job();
        tools(job, Script.prints("hi\n"));
        job.run(SHORT);
        List<Response> answers = start(job, 1);
        job.reactor.runFor(LONG);
        assertEquals(
                List.of("started", "finished", "output", "output", "output", "error 61"),
                told(answers));
        assertEquals("tool", job.nodes.get(1).processes.started().getLast().argv().getFirst());
        assertEquals("b", job.nodes.get(1).processes.started().getLast().env().get("A"));
        assertEquals(List.of(GOOD, GOOD), job.statuses());
    }

    @Test
    void whatRunsWhenTheTasksHaveEndedIsEnded() {
        ShellHarness job = job();
        tools(job, Script.exits(0).lasting(LONG));
        job.run(SHORT);
        List<Response> answers = start(job, 0);
        List<Response> list = job.ask(0, "rexec.list", Empty.EMPTY);
        assertEquals("tool", list.getFirst().payload().as(Listing.class).procs().getFirst().cmd());
        job.reactor.runFor(Duration.ofSeconds(20));
        List<Integer> ends =
                answers.stream()
                        .filter(one -> one.errnum() == 0)
                        .flatMap(one -> one.payload().as(News.class).status().stream())
                        .toList();
        assertEquals(List.of(15), ends);
        assertEquals(List.of(GOOD, GOOD), job.statuses());
    }

    @Test
    void nobodyStartsAnythingInAJobOfAnotherUsersInstance() {
        ShellHarness job = job();
        job.instanceOwner = 77;
        tools(job, Script.exits(0));
        job.run(SHORT);
        assertEquals(List.of("error " + Errno.EPERM.number()), told(start(job, 0)));
    }
}
