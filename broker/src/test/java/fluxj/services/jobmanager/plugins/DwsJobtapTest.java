package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.job.JobState;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.plugins.FakeDws.Mood;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/// What holds a rabbit job and what lets it go (spec coral2 4.2, 5.5).
class DwsJobtapTest {
    private static final String FINISH =
            "epilog-finish {\"description\":\"dws-epilog\",\"status\":";
    private static final String FAILED = "DWS workflow interactions failed: ";

    private final DwsFixture flux = new DwsFixture();

    private FakeDws service() {
        return flux.service();
    }

    /// A job in its epilog, which hangs.
    private Job stuck(String conf) {
        flux.start(conf);
        service().on("post_run", Mood.IDLE).on("teardown", Mood.IDLE);
        Job job = flux.runToEnd();
        service().asked();
        assertTrue(job.isHeldByEpilog("dws-epilog"));
        return job;
    }

    private static String exception(String type, int severity, String note) {
        return "exception {\"type\":\""
                + type
                + "\",\"severity\":"
                + severity
                + ",\"note\":\""
                + note
                + "\"}";
    }

    // --- the decision table

    @Test
    void aFatalExceptionTearsDownAndGoesOnWaiting() {
        Job job = stuck("{}");
        int before = job.eventlog().size();
        flux.raise(job, "cancel", 0);
        assertEquals(List.of(exception("cancel", 0, "")), DwsFixture.since(job, before));
        assertEquals(List.of("teardown {\"jobid\":" + job.id() + "}"), service().asked());
        assertTrue(job.isHeldByEpilog("dws-epilog"));
        service().clear(job.id());
        flux.settle();
        assertEquals(FINISH + "0}", PluginFixture.events(job).getLast());
    }

    @Test
    void theExceptionOfTheTimeoutAbortsAndLetsGo() {
        Job job = stuck("{}");
        int before = job.eventlog().size();
        flux.raise(job, "dws-epilog-timeout", 0);
        assertEquals(
                List.of(exception("dws-epilog-timeout", 0, ""), FINISH + "1}"),
                DwsFixture.since(job, before));
        assertEquals(List.of("abort {\"jobid\":" + job.id() + "}"), service().asked());
        assertEquals(0, job.perilogs());
    }

    @ParameterizedTest
    @CsvSource({"cancel,1", "dws-epilog-timeout,1", "foo,7"})
    void anExceptionThatIsNotFatalChangesNothing(String type, int severity) {
        Job job = stuck("{}");
        int before = job.eventlog().size();
        flux.raise(job, type, severity);
        assertEquals(List.of(exception(type, severity, "")), DwsFixture.since(job, before));
        assertEquals(List.of(), service().asked());
        assertEquals(1, job.perilogs());
    }

    @ParameterizedTest
    @CsvSource({"5", "5.0"})
    void theTimerAbortsAndLetsGo(String timeout) {
        Job job = stuck("{\"epilog-timeout\":" + timeout + "}");
        int before = job.eventlog().size();
        flux.advance(Duration.ofMillis(4900));
        assertEquals(List.of(), DwsFixture.since(job, before));
        flux.advance(Duration.ofMillis(100));
        assertEquals(
                List.of(exception("dws-epilog-timeout", 0, "DWS epilog timed out"), FINISH + "1}"),
                DwsFixture.since(job, before));
        assertEquals(List.of("abort {\"jobid\":" + job.id() + "}"), service().asked());
    }

    @Test
    void aServiceThatFailsToCleanUpLetsGo() {
        flux.start("{}");
        service().failing("post_run", "no such workflow").on("teardown", Mood.IDLE);
        Job job = flux.run();
        service().asked();
        int before = job.eventlog().size();
        flux.post(job, "finish", "{\"status\":0}");
        assertEquals(
                List.of(
                        "finish {\"status\":0}",
                        "epilog-start {\"description\":\"dws-epilog\"}",
                        exception("dws-epilog", 0, FAILED + "no such workflow"),
                        FINISH + "1}"),
                DwsFixture.since(job, before));
        assertEquals(
                List.of(
                        "post_run {\"jobid\":" + job.id() + ",\"run_started\":true}",
                        "teardown {\"jobid\":" + job.id() + "}"),
                service().asked());
    }

    @Test
    void theServiceEndsTheEpilogOnceAndIsToldWhenThereIsNone() {
        Job job = stuck("{}");
        int before = job.eventlog().size();
        String request = "{\"id\":" + job.id() + "}";
        flux.post(job, "epilog-start", "{\"description\":\"site\"}");
        flux.ask("job-manager.dws.epilog-remove", request);
        flux.ask("job-manager.dws.epilog-remove", request);
        assertEquals(
                List.of("epilog-start {\"description\":\"site\"}", FINISH + "0}"),
                DwsFixture.since(job, before));
        assertTrue(job.isHeldByEpilog("site"));
        flux.post(job, "epilog-finish", "{\"description\":\"site\",\"status\":0}");
        flux.jobs().end(job);
        FluxException late =
                assertThrows(
                        FluxException.class,
                        () -> flux.ask("job-manager.dws.epilog-remove", request));
        assertEquals("job not found in CLEANUP state", late.text());
        assertEquals(22, late.errno().number());
    }

    @Test
    void anAdministratorEndsTheEpilogByItsNameAndNobodyElsesIsReleased() {
        Job job = stuck("{\"epilog-timeout\":5}");
        flux.post(job, "epilog-start", "{\"description\":\"site\"}");
        int before = job.eventlog().size();
        flux.post(job, "epilog-finish", "{\"name\":\"dws-epilog\"}");
        flux.post(job, "epilog-finish", "{\"name\":\"dws-epilog\"}");
        flux.raise(job, "dws-epilog-timeout", 0);
        flux.advance(Duration.ofSeconds(10));
        assertEquals(
                List.of(
                        "epilog-finish {\"name\":\"dws-epilog\"}",
                        "epilog-finish {\"name\":\"dws-epilog\"}",
                        exception("dws-epilog-timeout", 0, "")),
                DwsFixture.since(job, before));
        assertEquals(List.of(), service().asked());
        assertTrue(job.isHeldByEpilog("site"));
    }

    // --- what it sends and takes

    @Test
    void theServiceIsAskedInUpstreamsWords() {
        flux.start("{}");
        Job job = flux.run();
        flux.post(job, "finish", "{\"status\":0}");
        String id = String.valueOf(job.id());
        List<String> asked = service().asked();
        assertTrue(
                asked.getFirst().startsWith("create {\"dw_directives\":\"foo\",\"jobid\":" + id),
                asked.getFirst());
        assertTrue(
                asked.getFirst().endsWith(",\"userid\":1000,\"failure_tolerance\":0}"),
                asked.getFirst());
        assertEquals(
                List.of(
                        "setup {\"jobid\":"
                                + id
                                + ",\"R\":{\"version\":1,\"execution\":{\"nodelist\":[\"a\"]}}}",
                        "post_run {\"jobid\":" + id + ",\"run_started\":true}"),
                asked.subList(1, asked.size()));
    }

    @Test
    void aJobWithoutDirectivesIsNoneOfItsBusiness() {
        flux.start("{}");
        Job job = flux.submit("{\"dw_failure_tolerance\":\"many\"}");
        assertEquals(JobState.SCHED, job.state());
        flux.allocate(job);
        flux.post(job, "start", "{}");
        flux.post(job, "finish", "{\"status\":0}");
        assertEquals(List.of(), service().asked());
        assertEquals(0, job.perilogs());
    }

    @ParameterizedTest
    @CsvSource({"0.36,true", "0.24,false"})
    void aToleranceThatIsNoNumberEndsTheJob(String version, boolean ends) {
        flux.start("{\"version\":" + version + "}");
        Job job = flux.submit("{\"dw\":\"foo\",\"dw_failure_tolerance\":\"many\"}");
        List<String> events = PluginFixture.events(job);
        assertEquals(
                ends,
                events.contains(exception("dws", 0, "jobtap plugin failed to unpack args")),
                events.toString());
        assertEquals(ends, events.stream().noneMatch(line -> line.startsWith("dependency-add")));
    }

    @Test
    void tasksThatWereToldWhereTheirFilesAreHaveRunEvenForTheOldOne() {
        flux.start("{\"version\":\"0.24\"}");
        service().on("post_run", Mood.IDLE);
        Job job = flux.submit();
        flux.allocate(job);
        service().asked();
        flux.raise(job, "cancel", 0);
        assertEquals(
                List.of("post_run {\"jobid\":" + job.id() + ",\"run_started\":true}"),
                service().asked());
    }

    @Test
    void anExceptionWhileTasksRunBeginsTheEpilogWhenTheyHaveEnded() {
        flux.start("{}");
        Job job = flux.run();
        int before = job.eventlog().size();
        flux.raise(job, "cancel", 0);
        assertEquals(List.of(exception("cancel", 0, "")), DwsFixture.since(job, before));
        flux.post(job, "finish", "{\"status\":15}");
        assertEquals(
                List.of(
                        "finish {\"status\":15}",
                        "epilog-start {\"description\":\"dws-epilog\"}",
                        FINISH + "0}"),
                DwsFixture.since(job, before + 1));
    }

    @Test
    void whatIsMountedTwiceIsToldTwiceAndEndsThePrologOnce() {
        flux.start("{}");
        Job job = flux.run();
        int before = job.eventlog().size();
        flux.ask(
                "job-manager.dws.prolog-remove",
                "{\"id\":" + job.id() + ",\"variables\":{\"A\":\"b\"},\"rabbits\":{}}");
        assertEquals(
                List.of("dws_environment {\"variables\":{\"A\":\"b\"}}"),
                DwsFixture.since(job, before));
    }

    @Test
    void resourcesThatComeTwiceCountOnce() {
        flux.jobs().knowing("other.so", () -> new HoldingPlugin("other.so"));
        flux.start("{}");
        service().excluding("{\"not\":[{\"properties\":[\"badrabbit\"]}]}");
        flux.ask("job-manager.jobtap", "{\"load\":\"other.so\"}");
        Job job = flux.submit();
        assertEquals(JobState.DEPEND, job.state());
        int before = job.eventlog().size();
        service().update(job.id());
        flux.settle();
        assertEquals(List.of(), DwsFixture.since(job, before));
        assertEquals(List.of(), service().refusals());
    }

    @Test
    void aJobThatIsNotThereOrElsewhereIsRefused() {
        flux.start("{}");
        Job job = flux.run();
        service().update(job.id());
        service().update(4711);
        service().mount(4711);
        service().clear(job.id());
        service().clear(4711);
        flux.settle();
        assertEquals(
                List.of(
                        "22 job not found in depend state",
                        "22 job not found in depend state",
                        "22 failed to post dws_environment event",
                        "22 job not found in CLEANUP state",
                        "22 job not found in CLEANUP state"),
                service().refusals());
        assertEquals(JobState.RUN, job.state());
    }

    @Test
    void anErrorOfTheServiceEndsTheJob() {
        flux.start("{}");
        service().on("create", Mood.IDLE);
        Job job = flux.submit();
        flux.ask(
                "job-manager.dws.resource-update",
                "{\"id\":"
                        + job.id()
                        + ",\"resources\":[],\"exclude\":null,\"errmsg\":\"too much\"}");
        assertTrue(PluginFixture.events(job).contains(exception("dws", 0, FAILED + "too much")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    resource-update | "resources":[]
                    resource-update | "resources":[],"exclude":[]
                    resource-update | "resources":[],"exclude":null,"errmsg":7
                    prolog-remove   | "vars":{}
                    """)
    void aRequestThatIsNoneEndsTheJob(String method, String members) {
        flux.start("{}");
        service().on("create", Mood.IDLE);
        Job job = flux.submit();
        String why = "received malformed dws." + method + " RPC";
        FluxException refused =
                assertThrows(
                        FluxException.class,
                        () ->
                                flux.ask(
                                        "job-manager.dws." + method,
                                        "{\"id\":" + job.id() + "," + members + "}"));
        assertEquals(why, refused.text());
        assertTrue(PluginFixture.events(job).contains(exception("exception", 0, FAILED + why)));
        assertTrue(
                flux.jobs().complaints().stream()
                        .anyMatch(
                                line ->
                                        line.equals(
                                                why
                                                        + ", coral2_dws module and dws_jobtap plugin"
                                                        + " versions may be out of sync, Flux may"
                                                        + " need to be restarted")));
    }

    // --- how it is loaded

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                        | 0.000  | No plugin conf set
                    {"epilog-timeout":-1.0}   | -1.000 |
                    {"epilog-timeout":5}      | 5.000  |
                    {"epilog-timeout":0.1}    | 0.100  |
                    {"epilog-timeout":"soon"} | 0.000  | unpack error: Expected real, got string
                    """)
    void theTimeoutIsLogged(String conf, String seconds, String complaint) {
        flux.start(conf);
        List<String> logged = flux.jobs().broker().logged();
        assertTrue(
                logged.contains("job-manager.info: dws: epilog timeout = " + seconds + "s"),
                logged.toString());
        assertEquals(
                complaint != null,
                logged.contains("job-manager.info: dws: failed to unpack config: " + complaint));
    }

    @Test
    void aVersionThatNobodyKnowsIsRefused() {
        FluxException refused =
                assertThrows(FluxException.class, () -> flux.start("{\"version\":\"1.0\"}"));
        assertTrue(refused.text().endsWith("dws: version must be 0.36 or 0.24"), refused.text());
        assertFalse(flux.jobs().broker().logged().isEmpty());
    }
}
