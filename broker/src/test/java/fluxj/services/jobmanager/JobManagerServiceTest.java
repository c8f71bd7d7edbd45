package fluxj.services.jobmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobFlag;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.SchedProtocol.AllocReply;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Message;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class JobManagerServiceTest {
    private final JobManagerFixture jobs = new JobManagerFixture(new MemoryKvs());

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), jobs.broker.faults());
    }

    /// The names of the events in the items of a journal, each with its job.
    private List<String> heard(int matchtag) {
        List<String> heard = new ArrayList<>();
        for (Response response : jobs.answers(matchtag)) {
            JsonObject item = response.payload().json();
            JsonArray events = item.array("events").orElseThrow();
            if (events.size() == 0) {
                heard.add("--");
            }
            for (JsonValue event : events) {
                heard.add(item.whole("id").get() + " " + ((JsonObject) event).text("name").get());
            }
        }
        return heard;
    }

    private int listen(String body) {
        return jobs.send("job-manager.events-journal", JsonObject.parse(body), Message.STREAMING);
    }

    @Test
    void aJobRunsFromSubmitToInactive() {
        jobs.startAll();
        jobs.submit(1);
        jobs.allocate(1, 0);
        jobs.finish(1);
        assertEquals(
                List.of(
                        "submit",
                        "validate",
                        "depend",
                        "priority",
                        "alloc",
                        "start",
                        "finish",
                        "release",
                        "free",
                        "clean"),
                jobs.events(1));
        assertEquals(List.of("alloc 1", "free 1 true"), jobs.sched().told);
        assertEquals(List.of("start 1"), jobs.exec().told);
        JsonObject stats = jobs.ask("stats-get", "{}");
        assertEquals(0, stats.whole("active_jobs").get());
        assertEquals(1, stats.whole("inactive_jobs").get());
        assertEquals(1, stats.whole("max_jobid").get());
    }

    @Test
    void aSubmissionIsAnsweredWhenItIsStored() {
        jobs.startAll();
        jobs.kvs.hold();
        int matchtag = jobs.request(1, 16, 0);
        jobs.run();
        assertEquals(List.of(), jobs.answers(matchtag));
        assertEquals(List.of(), jobs.sched().told, "nothing happens to a job that may not be one");
        jobs.kvs.letGo();
        jobs.run();
        assertEquals(0, jobs.answer(matchtag).errnum());
        assertEquals(List.of("alloc 1"), jobs.sched().told);
    }

    @Test
    void whereADiskStaysItIsOnTheDiskFirst() {
        jobs.broker.attributes().set("statedir", "/var/lib/flux");
        jobs.start();
        jobs.kvs.flags().clear();
        jobs.submit(1);
        assertEquals(List.of(KvsProtocol.SYNC, KvsProtocol.SYNC), jobs.kvs.flags());
    }

    @Test
    void aJobThatCannotBeStoredIsNone() {
        jobs.startAll();
        int journal = listen("{}");
        jobs.kvs.fail(Errno.ENOSPC);
        int matchtag = jobs.request(1, 16, JobFlag.WAITABLE.bit());
        jobs.run();
        assertEquals(Errno.ENOSPC, JobManagerFixture.errno(jobs.answer(matchtag)));
        assertEquals(List.of("--", "1 submit", "1 invalidate"), heard(journal));
        assertEquals(0, jobs.state(1));
        assertEquals(List.of(), jobs.sched().told);
    }

    @Test
    void whatHappenedIsStoredEvenIfNotOnTheDisk() {
        jobs.broker.attributes().set("statedir", "/var/lib/flux");
        jobs.startAll();
        jobs.submit(1);
        jobs.kvs.failDurable(Errno.ENOSPC);
        jobs.allocate(1, 0);
        jobs.finish(1);
        assertEquals("clean", jobs.events(1).getLast());
        int matchtag = jobs.request(2, 16, 0);
        jobs.run();
        assertEquals(Errno.ENOSPC, JobManagerFixture.errno(jobs.answer(matchtag)));
    }

    @Test
    void theJournalTellsWhatWasThenWhatHappens() {
        jobs.startAll();
        jobs.submit(1);
        int journal = listen("{\"deny\":{\"annotations\":1}}");
        assertEquals(
                List.of("1 submit", "1 validate", "1 depend", "1 priority", "--"), heard(journal));
        jobs.allocate(1, 0);
        jobs.finish(1);
        assertEquals(
                List.of("1 alloc", "1 start", "1 finish", "1 release", "1 free", "1 clean"),
                heard(journal).subList(5, 11));
        int full = listen("{\"full\":true,\"allow\":{\"submit\":1,\"clean\":1}}");
        jobs.run();
        assertEquals(List.of("1 submit", "1 clean", "--"), heard(full));
        assertEquals(List.of("--"), heard(listen("{}")), "inactive jobs are for those who ask");
    }

    @Test
    void aReaderHearsOfJobsThatLetGoOfTheirEventsMeanwhile() {
        jobs.startAll();
        for (long id : List.of(1L, 2L)) {
            jobs.submit(id);
            jobs.allocate(id, 0);
        }
        jobs.finish(1);
        jobs.kvs.hold();
        jobs.finish(2);
        jobs.kvs.holdLookups();
        int journal = listen("{\"full\":true,\"allow\":{\"submit\":1,\"clean\":1}}");
        jobs.kvs.letGo();
        jobs.run();
        jobs.kvs.letLookupsGo();
        jobs.run();
        assertEquals(List.of("1 submit", "1 clean", "2 submit", "2 clean", "--"), heard(journal));
    }

    @Test
    void aSlowReaderOfTheJournalGetsManyEventsAtOnce() {
        jobs.startAll();
        int journal = listen("{}");
        jobs.broker.setBacklog(10 << 20);
        jobs.submit(1);
        assertEquals(List.of("--"), heard(journal));
        jobs.broker.setBacklog(0);
        jobs.run();
        assertEquals(
                List.of("--", "1 submit", "1 validate", "1 depend", "1 priority"), heard(journal));
        assertEquals(2, jobs.answers(journal).size());
    }

    @Test
    void aSchedulerThatComesBackIsToldOfRequestsAndHeldResources() {
        jobs.startAll();
        jobs.submit(1);
        jobs.submit(2);
        jobs.allocate(1, 0);
        jobs.unload("sched");
        jobs.load("sched");
        assertEquals(List.of(1L), jobs.sched().held);
        assertEquals(List.of("alloc 2"), jobs.sched().told);
    }

    @Test
    void resourcesThatComeTooLateGoBack() {
        jobs.startAll();
        jobs.submit(1);
        jobs.ask("raise", "{\"id\":1,\"severity\":0,\"type\":\"cancel\"}");
        jobs.run();
        assertEquals(
                List.of("submit", "validate", "depend", "priority", "exception", "clean"),
                jobs.events(1));
        jobs.allocate(1, 0);
        assertEquals(List.of("alloc 1", "cancel 1", "free 1 true"), jobs.sched().told);
    }

    @Test
    void resourcesForWhatAJobWasBeforeItsUpdateGoBack() {
        jobs.startAll();
        jobs.submit(1);
        jobs.ask("update", "{\"id\":1,\"updates\":{\"attributes.system.duration\":60.0}}");
        jobs.run();
        jobs.allocate(1, 0);
        assertEquals(List.of("alloc 1", "cancel 1", "free 1 true", "alloc 1"), jobs.sched().told);
        jobs.allocate(1, 1);
        assertEquals(16, jobs.state(1));
    }

    @Test
    void aJobThatTheSchedulerDeniesFails() {
        jobs.startAll();
        jobs.submit(1);
        jobs.sched().answer(1, AllocReply.deny(1, "never"));
        jobs.run();
        assertTrue(
                jobs.kvs
                        .values()
                        .toString()
                        .contains("\"type\":\"alloc\",\"severity\":0,\"note\":\"never\""));
        assertEquals("clean", jobs.events(1).getLast());
    }

    @Test
    void inLimitedModeTheMoreUrgentGoFirst() {
        jobs.limited().startAll();
        jobs.submit(1);
        jobs.submit(2);
        jobs.submit(3);
        assertEquals(List.of("alloc 1", "alloc 2"), jobs.sched().told);
        jobs.submit(4, 20, 0);
        assertEquals("cancel 2", jobs.sched().told.getLast());
        jobs.sched().answer(2, AllocReply.canceled(2));
        jobs.run();
        assertEquals("alloc 4", jobs.sched().told.getLast());
    }

    @Test
    void anExecutionSystemThatComesBackFindsItsJobsAgain() {
        jobs.startAll();
        jobs.submit(1);
        jobs.allocate(1, 0);
        jobs.exec().tell(fluxj.services.jobexec.JobExecProtocol.Update.started(1));
        jobs.run();
        jobs.unload("job-exec");
        jobs.load("job-exec");
        assertEquals(List.of("reattach 1"), jobs.exec().told);
    }

    @Test
    void whoWaitsForAJobHearsHowItEnded() {
        jobs.startAll();
        jobs.submit(1, 16, JobFlag.WAITABLE.bit());
        int waiter = jobs.send("job-manager.wait", JsonObject.of("id", 1), 0);
        assertEquals(List.of(), jobs.answers(waiter));
        jobs.allocate(1, 0);
        jobs.finish(1);
        assertEquals(
                JsonObject.parse("{\"id\":1,\"success\":true,\"errstr\":\"\"}"),
                jobs.answer(waiter).payload().json());
        FluxException none =
                assertThrows(FluxException.class, () -> jobs.ask("wait", "{\"id\":-1}"));
        assertEquals(Errno.ECHILD, none.errno());
        assertEquals("there are no more waitable jobs", none.getMessage());
    }

    @Test
    void drainWaitsForTheLastJobAndItsEvents() {
        jobs.startAll();
        jobs.submit(1);
        int drain = jobs.send("job-manager.drain", JsonObject.EMPTY, 0);
        jobs.allocate(1, 0);
        assertEquals(List.of(), jobs.answers(drain));
        jobs.finish(1);
        assertEquals(0, jobs.answer(drain).errnum());
    }

    @Test
    void purgedJobsAreGoneHereAndInTheKvs() {
        jobs.startAll();
        jobs.submit(1);
        jobs.submit(2);
        jobs.allocate(1, 0);
        jobs.finish(1);
        String purge = "{\"age_limit\":-1.0,\"num_limit\":0,\"batch\":10,\"force\":%s}";
        assertEquals(1, jobs.ask("purge", purge.formatted("false")).whole("count").get());
        assertEquals(1, jobs.ask("purge", purge.formatted("true")).whole("count").get());
        assertEquals(List.of(), jobs.events(1));
        assertEquals(0, jobs.ask("stats-get", "{}").whole("inactive_jobs").get());
        FluxException active =
                assertThrows(
                        FluxException.class, () -> jobs.ask("purge-id", "{\"id\":2,\"force\":1}"));
        assertEquals("cannot purge active job", active.getMessage());
    }
}
