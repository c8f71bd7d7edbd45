package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.sim.SimProcesses.Script;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecListener;
import fluxj.subprocess.ExecRequest;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.Subprocess;
import fluxj.subprocess.SubprocessServer;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class SimProcessesTest {
    private final SimScheduler scheduler = new SimScheduler(1);
    private final SimReactor reactor = new SimReactor(scheduler, "broker-0");
    private final SimProcesses processes = new SimProcesses(reactor);
    private final List<String> heard = new ArrayList<>();
    private final SubprocessServer server =
            new SubprocessServer(
                    reactor,
                    processes,
                    new ServerEnvironment(0, "local:///x", Map.of()),
                    (severity, line) -> hear(severity.word() + " " + line),
                    (_, _) -> () -> {});

    private void hear(String what) {
        heard.add(scheduler.now() / 1_000_000_000 + "s " + what);
    }

    private Subprocess exec(String... argv) {
        Subprocess[] started = new Subprocess[1];
        scheduler.during(
                reactor,
                () ->
                        started[0] =
                                server.exec(
                                        ExecRequest.foreground(
                                                Command.of(List.of(argv), Map.of("A", "b"))),
                                        new ExecListener() {
                                            @Override
                                            public void output(String stream, byte[] bytes) {
                                                hear(
                                                        stream
                                                                + " "
                                                                + new String(
                                                                        bytes,
                                                                        StandardCharsets.UTF_8));
                                            }

                                            @Override
                                            public boolean followsStops() {
                                                return true;
                                            }

                                            @Override
                                            public void stopped() {
                                                hear("stopped");
                                            }

                                            @Override
                                            public void finished(WaitStatus status) {
                                                hear("finished " + status);
                                            }

                                            @Override
                                            public void done() {
                                                hear("done");
                                            }
                                        }));
        return started[0];
    }

    private void runFor(Duration time) {
        long limit = scheduler.now() + time.toNanos();
        while (scheduler.step(limit)) {}
    }

    @Test
    void runsItsScriptInVirtualTime() {
        processes.program(
                "work",
                request ->
                        Script.prints("done " + request.argv().get(1) + "\n")
                                .complaining("slow\n")
                                .lasting(Duration.ofHours(1)));
        exec("work", "well");
        runFor(Duration.ofHours(2));
        assertEquals(
                List.of(
                        "3600s finished Exited (rc=0)",
                        "3600s stdout done well\n",
                        "3600s stderr slow\n",
                        "3600s done"),
                heard);
        assertEquals("b", processes.started().getFirst().env().get("A"));
    }

    @Test
    void aSignalEndsItEarly() {
        processes.program("sleep", _ -> Script.exits(0).lasting(Duration.ofSeconds(100)));
        Subprocess process = exec("sleep");
        runFor(Duration.ofSeconds(5));
        scheduler.during(reactor, () -> process.kill(Signum.SIGTERM));
        runFor(Duration.ofSeconds(1));
        assertEquals(List.of("5s finished Terminated", "5s done"), heard);
    }

    @Test
    void aStoppedProcessGetsNoOlder() {
        processes.program("sleep", _ -> Script.exits(4).lasting(Duration.ofSeconds(10)));
        Subprocess process = exec("sleep");
        runFor(Duration.ofSeconds(5));
        scheduler.during(reactor, () -> process.kill(Signum.SIGSTOP));
        runFor(Duration.ofSeconds(100));
        scheduler.during(reactor, () -> process.kill(Signum.SIGCONT));
        runFor(Duration.ofSeconds(100));
        assertEquals(List.of("5s stopped", "110s finished Exited (rc=4)", "110s done"), heard);
    }

    @Test
    void aProgramNobodyScriptedIsNotFound() {
        FluxException error = assertThrows(FluxException.class, () -> exec("nothing"));
        assertEquals("error launching process: No such file or directory", error.getMessage());
    }
}
