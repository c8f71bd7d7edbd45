package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.services.rexec.RexecProtocol.Credit;
import fluxj.shell.spi.TerminusProtocol.Frame;
import fluxj.shell.spi.TerminusProtocol.Kill;
import fluxj.shell.spi.TerminusProtocol.Size;
import fluxj.sim.SimProcesses.Script;
import fluxj.sim.SimProcesses.Terminal;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Tasks on terminals (spec services 15.5, option `pty`).
class TerminalJobTest {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Optional<WaitStatus> GOOD = Optional.of(WaitStatus.exited(0));
    private static final String SESSION = "terminus.0";

    @TempDir Path rundir;

    private ShellHarness job(int tasks, String options, int seconds) {
        return new ShellHarness(rundir, 1, tasks, "app", options)
                .program("app", _ -> Script.exits(0).lasting(Duration.ofSeconds(seconds)))
                .run(SHORT);
    }

    private static Terminal terminal(ShellHarness job, int number) {
        return job.nodes.getFirst().processes.terminals().get(number);
    }

    private static String word(Response response) {
        if (response.errnum() != 0) {
            return "error " + response.errnum();
        }
        Frame frame = response.payload().as(Frame.class);
        return frame.type()
                + new String(frame.bytes(), StandardCharsets.UTF_8)
                + frame.message().map(text -> " " + text).orElse("")
                + frame.status().map(status -> " " + status).orElse("");
    }

    private static List<String> data(ShellHarness job) {
        return job.events("output").stream().filter(line -> line.startsWith("data")).toList();
    }

    @Test
    void whatIsPrintedOnATerminalIsTheTasksOutput() {
        ShellHarness job = job(2, "{\"pty\":1}", 10);
        terminal(job, 0).print("hello\r\n");
        terminal(job, 0).hangUp();
        terminal(job, 1).hangUp();
        job.reactor.runFor(LONG);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals(
                List.of(
                        "data {\"stream\":\"stderr\",\"rank\":\"0\",\"eof\":true}",
                        "data {\"stream\":\"stderr\",\"rank\":\"1\",\"eof\":true}",
                        "data {\"stream\":\"stdout\",\"rank\":\"0\",\"data\":\"hello\\r\\n\"}",
                        "data {\"stream\":\"stdout\",\"rank\":\"0\",\"eof\":true}",
                        "data {\"stream\":\"stdout\",\"rank\":\"1\",\"eof\":true}"),
                data(job));
        var started = job.nodes.getFirst().processes.started();
        assertEquals(Optional.of("/dev/pts/1"), started.get(1).setting().terminal());
        assertEquals("1", started.get(1).env().get("FLUX_TERMINUS_SESSION"));
    }

    @Test
    void onlyNamedTasksHaveATerminal() {
        ShellHarness job = job(3, "{\"pty\":{\"ranks\":\"1-2\"}}", 1);
        var started = job.nodes.getFirst().processes.started();
        assertEquals(Optional.empty(), started.getFirst().setting().terminal());
        assertEquals(Optional.of("/dev/pts/0"), started.get(1).setting().terminal());
        assertEquals("0", started.getFirst().env().get("FLUX_TERMINUS_SESSION"));
    }

    @Test
    void aJobWaitsForWhoeverIsToAttach() {
        ShellHarness job = job(1, "{\"pty\":{\"interactive\":1}}", 1);
        job.reactor.runFor(LONG);
        assertEquals(List.of(Optional.empty()), job.statuses());
        assertFalse(terminal(job, 0).isRead());
        List<Response> told = job.open(0, SESSION, Frame.attach(new Size(10, 20)));
        assertTrue(terminal(job, 0).isRead());
        terminal(job, 0).print("$ ");
        job.ask(0, SESSION, Frame.resize(new Size(30, 40)));
        terminal(job, 0).hangUp();
        job.reactor.runFor(SHORT);
        assertEquals(List.of(GOOD), job.statuses());
        assertEquals(
                List.of("attach", "data$ ", "exit session exiting 0", "error 61"),
                told.stream().map(TerminalJobTest::word).toList());
        assertEquals(List.of("10x20", "30x40", "closed"), terminal(job, 0).notes());
        assertTrue(job.events("exec.eventlog").getFirst().contains("\"pty\":\"terminus.0\""));
    }

    @Test
    void whoIsAttachedTypesUntilItLeaves() {
        ShellHarness job = job(1, "{\"pty\":{\"interactive\":1}}", 1000);
        assertEquals(
                Errno.ENOENT.number(),
                job.ask(0, SESSION, Frame.data(new byte[] {'a'})).getFirst().errnum());
        List<Response> told = job.open(0, SESSION, Frame.attach(new Size(10, 20)));
        assertEquals(0, job.ask(0, SESSION, Frame.data(new byte[] {'b'})).getFirst().errnum());
        assertEquals(
                Errno.EEXIST.number(),
                job.ask(0, SESSION, Frame.attach(new Size(1, 1))).getFirst().errnum());
        assertEquals(0, job.ask(0, SESSION, Frame.detach()).getFirst().errnum());
        assertEquals("b", terminal(job, 0).typed());
        assertEquals("exit Client requested detach 0", word(told.get(1)));
        assertFalse(terminal(job, 0).isRead());
        assertEquals(List.of(Optional.empty()), job.statuses());
    }

    @Test
    void aReaderWithoutCreditHoldsTheTerminalBack() {
        ShellHarness job = job(1, "{\"pty\":{\"interactive\":1}}", 1000);
        List<Response> told = job.open(0, SESSION, Frame.attach(new Size(10, 20)));
        terminal(job, 0).print("x".repeat(4096));
        assertTrue(terminal(job, 0).isRead(), "nothing was granted yet");
        int taken = told.stream().mapToInt(response -> response.payload().length()).sum();
        job.ask(0, "terminus.credit", new Credit(ShellHarness.OPENED, taken));
        terminal(job, 0).print("$ ");
        assertFalse(terminal(job, 0).isRead());
        job.ask(0, "terminus.credit", new Credit(ShellHarness.OPENED + 1, 1000));
        assertFalse(terminal(job, 0).isRead());
        job.ask(0, "terminus.credit", new Credit(ShellHarness.OPENED, 1000));
        assertTrue(terminal(job, 0).isRead());
        terminal(job, 0).print("y".repeat(1000));
        assertFalse(terminal(job, 0).isRead());
        job.nodes.getFirst().shell.signal(Signum.SIGKILL);
        assertTrue(terminal(job, 0).isRead());
    }

    @Test
    void aKilledTerminalWaitsForNobody() {
        ShellHarness job = job(1, "{\"pty\":{\"interactive\":1}}", 1000);
        List<Response> gone =
                job.ask(0, "terminus.kill", new Kill(0, Signum.SIGKILL, Optional.of(1)));
        job.reactor.runFor(SHORT);
        assertEquals(0, gone.getFirst().errnum());
        assertEquals(List.of("signal 9", "closed"), terminal(job, 0).notes());
        assertEquals(List.of(Optional.of(WaitStatus.exited(137))), job.statuses());
    }

    @Test
    void anUnknownMemberEndsTheJob() {
        ShellHarness job = job(1, "{\"pty\":{\"foo\":1}}", 1);
        assertEquals(
                Optional.of("invalid shell pty option: 1 object item(s) left unpacked: foo"),
                job.raised.getFirst().note());
    }
}
