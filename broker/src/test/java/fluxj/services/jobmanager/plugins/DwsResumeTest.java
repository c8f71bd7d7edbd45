package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.job.JobState;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.plugins.FakeDws.Mood;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// A plugin that is loaded again, or whose service went away, at any moment of a job's life: the
/// job goes on where it stands, and nothing happens twice.
class DwsResumeTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String FINISH =
            "epilog-finish {\"description\":\"dws-epilog\",\"status\":";

    private final DwsFixture flux = new DwsFixture();

    private FakeDws service() {
        return flux.service();
    }

    private static long count(Job job, String start) {
        return PluginFixture.events(job).stream().filter(line -> line.startsWith(start)).count();
    }

    private static String start(String request) {
        return request.substring(0, request.indexOf(' '));
    }

    private List<String> asked() {
        return service().asked().stream().map(DwsResumeTest::start).toList();
    }

    private void reload() {
        flux.reload("{}");
    }

    /// Each job has each of these once, and is held by nothing in the end.
    private static void assertWholeLife(Job job, int status) {
        for (String once :
                List.of(
                        "dependency-add",
                        "dependency-remove",
                        "prolog-start",
                        "prolog-finish",
                        "epilog-start",
                        "epilog-finish")) {
            assertEquals(1, count(job, once + " "), once + PluginFixture.events(job));
        }
        assertEquals(FINISH + status + "}", PluginFixture.events(job).getLast());
        assertEquals(0, job.perilogs());
    }

    @Test
    void aJobThatWaitsForItsWorkflowAsksAgain() {
        flux.start("{}");
        service().on("create", Mood.IDLE);
        Job job = flux.submit();
        service().asked();
        service()
                .failing(
                        "create",
                        "workflows.dataworkflowservices.github.io \"fluxjob-"
                                + job.id()
                                + "\" already exists");
        reload();
        assertEquals(List.of("create"), asked());
        assertEquals(JobState.DEPEND, job.state());
        service().update(job.id());
        flux.settle();
        assertEquals(JobState.SCHED, job.state());
        assertEquals(0, count(job, "exception"));
        finish(job);
    }

    private void finish(Job job) {
        flux.allocate(job);
        flux.post(job, "start", "{}");
        flux.post(job, "finish", "{\"status\":0}");
        assertWholeLife(job, 0);
    }

    private String waiting() {
        return flux.ask("job-manager.dws.waiting", "{}").toString();
    }

    private static String waiting(String starting, String ending) {
        return "{\"starting\":[" + starting + "],\"ending\":[" + ending + "]}";
    }

    @Test
    void jobsThatWaitForWhatBecomesOfTheirWorkflowsAreListed() {
        flux.start("{}");
        for (String asked : List.of("create", "setup", "post_run")) {
            service().on(asked, Mood.IDLE);
        }
        Job job = flux.submit();
        String id = Long.toString(job.id());
        assertEquals(waiting(id, ""), waiting());
        service().update(job.id());
        flux.settle();
        assertEquals(waiting("", ""), waiting());
        flux.allocate(job);
        assertEquals(waiting(id, ""), waiting());
        service().mount(job.id());
        flux.settle();
        assertEquals(waiting("", ""), waiting());
        flux.post(job, "start", "{}");
        flux.post(job, "finish", "{\"status\":0}");
        assertEquals(waiting("", id), waiting());
        reload();
        assertEquals(waiting("", id), waiting());
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "setup", "post_run"})
    void jobsThatWaitForAnAnswerAreNot(String asked) {
        flux.start("{}");
        service().on(asked, Mood.SILENT);
        Job job = flux.submit();
        if (!asked.equals("create")) {
            flux.allocate(job);
        }
        if (asked.equals("post_run")) {
            flux.post(job, "start", "{}");
            flux.post(job, "finish", "{\"status\":0}");
        }
        assertEquals(1, asked().stream().filter(asked::equals).count());
        assertEquals(waiting("", ""), waiting());
    }

    @Test
    void aJobThatHasItsWorkflowDoesNot() {
        flux.start("{}");
        Job job = flux.submit();
        service().asked();
        reload();
        assertEquals(List.of(), asked());
        finish(job);
    }

    @ParameterizedTest
    @CsvSource({"WILLING", "FAILING"})
    void aJobInItsPrologAsksForItsFileSystemsAgain(Mood mood) {
        flux.start("{}");
        service().on("setup", Mood.SILENT);
        Job job = flux.submit();
        flux.allocate(job);
        service().asked();
        service().failing("setup", "DesiredState cannot progress backwards").on("setup", mood);
        reload();
        assertEquals(List.of("setup"), asked());
        if (mood == Mood.FAILING) {
            service().mount(job.id());
            flux.settle();
        }
        assertEquals(1, count(job, "prolog-finish"));
        flux.post(job, "start", "{}");
        flux.post(job, "finish", "{\"status\":0}");
        assertWholeLife(job, 0);
    }

    @Test
    void anExceptionInAPrologFromBeforeEndsIt() {
        flux.start("{}");
        service().on("setup", Mood.SILENT);
        Job job = flux.submit();
        flux.allocate(job);
        reload();
        flux.raise(job, "cancel", 0);
        assertWholeLife(job, 0);
        assertTrue(
                PluginFixture.events(job)
                        .contains("prolog-finish {\"description\":\"dws-setup\",\"status\":1}"));
    }

    @ParameterizedTest
    @CsvSource({"0.36", "0.24"})
    void aJobThatRunsHasItsEpilog(String version) {
        String conf = "{\"version\":\"" + version + "\"}";
        flux.start(conf);
        Job job = flux.run();
        service().asked();
        flux.reload(conf);
        service().on("post_run", Mood.IDLE);
        flux.post(job, "finish", "{\"status\":0}");
        assertEquals(
                List.of("post_run {\"jobid\":" + job.id() + ",\"run_started\":true}"),
                service().asked());
        flux.raise(job, "cancel", 0);
        assertWholeLife(job, 0);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aJobThatEndedMeanwhileHasItsEpilog(boolean ran) {
        flux.start("{}");
        Job job = ran ? flux.run() : flux.submit();
        service().asked();
        flux.remove();
        if (ran) {
            flux.post(job, "finish", "{\"status\":0}");
        } else {
            flux.raise(job, "cancel", 0);
        }
        assertEquals(0, job.perilogs());
        flux.ask("job-manager.jobtap", "{\"load\":\"" + DwsFixture.NAME + "\"}");
        flux.settle();
        assertEquals(
                List.of("post_run {\"jobid\":" + job.id() + ",\"run_started\":" + ran + "}"),
                service().asked());
        assertEquals(1, count(job, "epilog-start"));
        assertEquals(FINISH + "0}", PluginFixture.events(job).getLast());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    WILLING |                                                        | 0
                    FAILING | DesiredState cannot progress backwards                 |
                    FAILING | workflows.example "fluxjob-%d" not found               | 0
                    FAILING | no more disks                                          | 1
                    """)
    void aJobInItsEpilogAsksToBeClearedAgain(Mood mood, String why, String status) {
        flux.start("{}");
        service().on("post_run", Mood.IDLE);
        Job job = flux.runToEnd();
        service().asked();
        if (mood == Mood.FAILING) {
            service().failing("post_run", why.formatted(job.id())).on("teardown", Mood.IDLE);
        } else {
            service().on("post_run", mood);
        }
        reload();
        assertEquals("post_run", asked().getFirst());
        if (status == null) {
            assertTrue(job.isHeldByEpilog("dws-epilog"));
            service().clear(job.id());
            flux.settle();
        }
        assertWholeLife(job, status == null ? 0 : Integer.parseInt(status));
        assertEquals("1".equals(status) ? 1 : 0, count(job, "exception"));
    }

    @Test
    void theTimeOfAnEpilogGoesOn() {
        String conf = "{\"epilog-timeout\":10}";
        flux.start(conf);
        service().on("post_run", Mood.IDLE);
        Job job = flux.runToEnd();
        flux.advance(Duration.ofSeconds(4));
        flux.reload(conf);
        flux.advance(Duration.ofMillis(5900));
        assertTrue(job.isHeldByEpilog("dws-epilog"));
        flux.advance(Duration.ofMillis(200));
        assertWholeLife(job, 1);
    }

    @Test
    void anEpilogThatOutlastedItsTimeMeanwhileEndsAtOnce() {
        flux.start("{}");
        service().on("post_run", Mood.IDLE);
        Job job = flux.runToEnd();
        flux.advance(Duration.ofSeconds(40));
        flux.reload("{\"epilog-timeout\":30}");
        flux.advance(Duration.ZERO);
        assertWholeLife(job, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "cancel, '', teardown, false",
        "dws-epilog-timeout, '', abort, true",
        "dws-epilog, '', teardown, false",
        "dws-epilog, 'DWS workflow interactions failed: x', teardown, true"
    })
    void anExceptionThatCameMeanwhileIsDealtWith(
            String type, String note, String request, boolean ends) {
        flux.start("{}");
        service().on("post_run", Mood.IDLE).on("teardown", Mood.IDLE);
        Job job = flux.runToEnd();
        service().asked();
        flux.remove();
        flux.post(
                job,
                "exception",
                "{\"type\":\"" + type + "\",\"severity\":0,\"note\":\"" + note + "\"}");
        flux.ask("job-manager.jobtap", "{\"load\":\"" + DwsFixture.NAME + "\"}");
        flux.settle();
        assertEquals(List.of(request), asked());
        assertEquals(ends, !job.isHeldByEpilog("dws-epilog"));
    }

    @Test
    void whatIsOverIsNotBegunAgain() {
        flux.start("{}");
        Job job = flux.runToEnd();
        flux.post(job, "epilog-start", "{\"description\":\"site\"}");
        service().asked();
        int before = job.eventlog().size();
        reload();
        assertEquals(List.of(), asked());
        assertEquals(List.of(), DwsFixture.since(job, before));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    release | {"ranks":"all","final":true}
                    free    | {}
                    """)
    void aJobWhoseTasksWereLostHasItsEpilogToo(String event, String context) {
        flux.start("{}");
        Job job = flux.run();
        flux.raise(job, "exec", 0);
        flux.post(job, "release", "{\"ranks\":\"0\",\"final\":false}");
        assertEquals(0, count(job, "epilog-start"));
        flux.post(job, event, context);
        assertWholeLife(job, 0);
    }

    // --- the service goes away

    @ParameterizedTest
    @CsvSource({"create", "setup", "post_run"})
    void aServiceThatGoesAwayWithARequestIsAskedAgain(String method) {
        flux.start("{}");
        service().on(method, Mood.LOST);
        Job job = flux.submit();
        if (!method.equals("create")) {
            flux.allocate(job);
        }
        if (method.equals("post_run")) {
            flux.post(job, "start", "{}");
            flux.post(job, "finish", "{\"status\":0}");
        }
        service().on(method, Mood.ABSENT);
        flux.advance(SOON);
        service().on(method, Mood.WILLING);
        flux.advance(Duration.ofSeconds(10));
        if (method.equals("create")) {
            flux.allocate(job);
        }
        if (!method.equals("post_run")) {
            flux.post(job, "start", "{}");
            flux.post(job, "finish", "{\"status\":0}");
        }
        assertWholeLife(job, 0);
        assertEquals(0, count(job, "exception"));
    }

    @ParameterizedTest
    @CsvSource({"setup", "post_run"})
    void aServiceThatIsAwayIsWaitedForWhenItMayHaveAWorkflow(String method) {
        flux.start("{}");
        service().on(method, Mood.ABSENT);
        Job job = flux.submit();
        flux.allocate(job);
        if (method.equals("post_run")) {
            flux.post(job, "start", "{}");
            flux.post(job, "finish", "{\"status\":0}");
        }
        flux.advance(Duration.ofMinutes(5));
        assertEquals(0, count(job, "exception"));
        assertEquals(
                1,
                flux.jobs().complaints().stream()
                        .filter(line -> line.contains("is the flux-coral2-dws service loaded?"))
                        .count());
        service().on(method, Mood.WILLING);
        flux.advance(Duration.ofSeconds(31));
        if (method.equals("setup")) {
            flux.post(job, "start", "{}");
            flux.post(job, "finish", "{\"status\":0}");
        }
        assertWholeLife(job, 0);
    }

    @Test
    void aJobThatIsCanceledWhileTheServiceIsAwayIsClearedByIt() {
        flux.start("{}");
        service().on("post_run", Mood.IDLE).on("teardown", Mood.ABSENT);
        Job job = flux.runToEnd();
        service().asked();
        flux.raise(job, "cancel", 0);
        flux.advance(SOON);
        assertTrue(job.isHeldByEpilog("dws-epilog"));
        service().on("teardown", Mood.WILLING);
        flux.advance(Duration.ofSeconds(10));
        assertEquals(List.of("teardown"), asked());
        assertWholeLife(job, 0);
    }

    @Test
    void whatHangsIsSetAsideWhenTheServiceIsThereAgain() {
        flux.start("{}");
        service().on("post_run", Mood.IDLE).on("abort", Mood.ABSENT);
        Job job = flux.runToEnd();
        service().asked();
        flux.raise(job, "dws-epilog-timeout", 0);
        flux.advance(SOON);
        assertFalse(job.isHeldByEpilog("dws-epilog"));
        service().on("abort", Mood.WILLING);
        flux.advance(Duration.ofSeconds(10));
        assertEquals(List.of("abort"), asked());
        flux.advance(Duration.ofMinutes(5));
        assertEquals(List.of(), asked());
    }

    @Test
    void whatIsGivenUpIsNotAskedAgain() {
        flux.start("{}");
        service().on("post_run", Mood.LOST).on("abort", Mood.LOST);
        Job job = flux.runToEnd();
        flux.raise(job, "dws-epilog-timeout", 0);
        service().asked();
        flux.advance(Duration.ofMinutes(5));
        assertEquals(Set.of("abort"), Set.copyOf(asked()));
        assertFalse(job.isHeldByEpilog("dws-epilog"));
    }
}
