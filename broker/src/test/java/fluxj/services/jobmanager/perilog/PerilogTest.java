package fluxj.services.jobmanager.perilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.plugins.PluginFixture;
import fluxj.services.resource.ResourceProtocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PerilogTest {
    private static final String PROLOG = "\"prolog\":{\"command\":[\"pro\",\"x\"]%s}";
    private static final String EPILOG = "\"epilog\":{\"command\":[\"epi\"]%s}";

    private final PluginFixture fixture = new PluginFixture();
    private final RankProcesses processes = new RankProcesses(fixture.broker());
    private final List<String> drained = new ArrayList<>();

    private void start(String... tables) {
        fixture.broker().attributes().set("hostlist", "h0,h1");
        fixture.broker()
                .core()
                .add(
                        "state-machine",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(StateMachineProtocol.MONITOR, _ -> {})
                                                .build());
        fixture.broker()
                .core()
                .add(
                        "resource",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(
                                                        ResourceProtocol.DRAIN,
                                                        call -> {
                                                            drained.add(
                                                                    call.body().targets()
                                                                            + " "
                                                                            + call.body()
                                                                                    .reason()
                                                                                    .orElse(""));
                                                            call.reply(Empty.EMPTY);
                                                        })
                                                .build());
        fixture.knowing(Perilog.NAME, () -> new Perilog(fixture.flux()));
        fixture.start(config(""));
        fixture.reload(config("," + String.join(",", tables)));
        fixture.broker().ask("job-manager.jobtap", "{\"load\":\"perilog.so\"}");
    }

    private static String config(String tables) {
        return "{\"job-manager\":{\"stop-queues-on-restart\":false" + tables + "}}";
    }

    private Job run() {
        Job job = fixture.submit("{}");
        fixture.allocate(job, "h[0-1]");
        return job;
    }

    /// As a broker without a locale names it.
    private static String plain(Job job) {
        return job.jobId().f58plain();
    }

    private static List<String> after(Job job, String event) {
        List<String> events = PluginFixture.events(job);
        return events.subList(events.indexOf(event) + 1, events.size());
    }

    @Test
    void theJobWaitsForItsProlog() {
        start(PROLOG.formatted(""));
        Job job = run();
        assertEquals(1, job.perilogs());
        assertEquals(List.of("pro", "x"), processes.command().cmdline());
        assertEquals(plain(job), processes.command().env().get("FLUX_JOB_ID"));
        assertEquals("0-1", processes.command().env().get("FLUX_JOB_RANKS"));
        assertEquals("1000", processes.command().env().get("FLUX_JOB_USERID"));
        processes.print("stderr", "oops\n\n");
        processes.exit(WaitStatus.exited(0));
        assertEquals(
                List.of(
                        "prolog-start {\"description\":\"job-manager.prolog\"}",
                        "prolog-finish {\"description\":\"job-manager.prolog\",\"status\":0}"),
                after(job, "alloc"));
        assertEquals(
                List.of(plain(job) + ": prolog: h0 (rank 0): stderr: oops"), fixture.complaints());
    }

    @Test
    void aPrologThatFailsEndsTheJob() {
        start(PROLOG.formatted(""), EPILOG.formatted(""));
        Job job = run();
        processes.exit(WaitStatus.exited(3));
        assertEquals(JobState.CLEANUP, job.state());
        assertTrue(
                after(job, "alloc")
                        .get(1)
                        .contains("\"note\":\"prolog exited with code=3 on h0 (rank 0)\""));
        assertEquals(
                List.of(
                        "epilog-start {\"description\":\"job-manager.epilog\"}",
                        "prolog-finish {\"description\":\"job-manager.prolog\",\"status\":768}"),
                after(job, "alloc").subList(2, 4));
        assertEquals(List.of("epi"), processes.command().cmdline());
        processes.exit(WaitStatus.exited(0));
        assertEquals(0, job.perilogs());
        assertEquals(List.of(), drained);
    }

    @Test
    void ranksWhereItFailsAreDrained() {
        start(PROLOG.formatted(",\"per-rank\":true"));
        Job job = run();
        processes.exit(WaitStatus.exited(0));
        fixture.broker().reactor().run();
        assertEquals(List.of("1 prolog failed for job " + plain(job)), drained);
        assertTrue(after(job, "alloc").get(1).contains("prolog exited with code=1 on h1 (rank 1)"));
        assertEquals(JobState.CLEANUP, job.state());
    }

    @Test
    void theEpilogHoldsTheResources() {
        start(EPILOG.formatted(""));
        Job job = run();
        fixture.post(job, "start", "{}");
        fixture.post(job, "finish", "{\"status\":0}");
        assertEquals(1, job.perilogs());
        processes.exit(WaitStatus.killedBy(Signum.SIGKILL));
        List<String> events = after(job, "start");
        assertEquals("epilog-start {\"description\":\"job-manager.epilog\"}", events.get(1));
        assertTrue(events.get(2).contains("epilog killed by signal 9 on h0 (rank 0)"));
        assertTrue(events.get(2).contains("\"severity\":2"));
        assertEquals(
                "epilog-finish {\"description\":\"job-manager.epilog\",\"status\":9}",
                events.get(3));
        assertEquals(0, job.perilogs());
    }

    @Test
    void aJobThatIsCanceledEndsItsProlog() {
        start(PROLOG.formatted(",\"kill-timeout\":5"));
        Job job = run();
        processes.count();
        fixture.post(job, "exception", "{\"type\":\"cancel\",\"severity\":0}");
        fixture.broker().reactor().run();
        assertEquals(List.of(Signum.SIGTERM), processes.signals());
        processes.exit(WaitStatus.killedBy(Signum.SIGTERM));
        assertEquals(
                "prolog-finish {\"description\":\"job-manager.prolog\",\"status\":15}",
                PluginFixture.events(job).getLast());
        assertEquals(List.of(), drained);
    }

    @Test
    void aPrologThatDoesNotEndIsGivenUp() {
        start(PROLOG.formatted(",\"timeout\":\"10s\",\"kill-timeout\":5"));
        Job job = run();
        processes.count();
        fixture.broker().reactor().advance(Duration.ofSeconds(11));
        assertEquals(List.of(Signum.SIGTERM), processes.signals());
        fixture.broker().reactor().advance(Duration.ofSeconds(6));
        assertEquals(List.of("0 prolog timed out for job " + plain(job)), drained);
        assertTrue(
                PluginFixture.events(job).stream()
                        .anyMatch(line -> line.contains("prolog timed out on h0 (rank 0)")));
        assertEquals(0, job.perilogs());
    }

    @Test
    void queryTellsWhatRuns() {
        start(PROLOG.formatted(""));
        Job job = run();
        processes.count();
        assertEquals(
                "{\"name\":\"perilog.so\",\"path\":\"builtin\",\"conf\":{\"prolog\":{\"command\":"
                        + "[\"pro\",\"x\"],\"per_rank\":false,\"cancel_on_exception\":true,"
                        + "\"timeout\":1800.0,\"kill-timeout\":60.0},\"epilog\":{}},\"procs\":{\""
                        + plain(job)
                        + "\":{\"name\":\"prolog\",\"state\":\"running\",\"total\":1,\"active\":1,"
                        + "\"active_ranks\":\"0\",\"remaining_time\":1800}}}",
                fixture.broker()
                        .ask("job-manager.jobtap-query", "{\"name\":\"perilog.so\"}")
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"prolog\":{\"command\":1}|[job-manager.prolog]: command must be an array",
                "\"epilog\":{\"command\":[1]}|[job-manager.epilog]: malformed epilog command",
                "\"prolog\":{}|[job-manager.prolog]: no command specified and exec.imp not defined",
                "\"prolog\":{\"command\":[\"a\"],\"timeout\":\"x\"}"
                        + "|[job-manager.prolog]: invalid prolog timeout",
                "\"prolog\":{\"command\":[\"a\"],\"foo\":1}"
                        + "|[job-manager.prolog]: 1 object item(s) left unpacked: foo",
                "\"perilog\":{\"log-ignore\":[\"(\"]}"
                        + "|[job-manager.perilog]: error parsing log-ignore: Failed to compile"
                        + " regex: ("
            })
    void tablesThatAreNoneAreRefused(String table, String text) {
        FluxException e = assertThrows(FluxException.class, () -> start(table));
        assertEquals(text, e.text());
    }
}
