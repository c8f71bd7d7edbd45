package fluxj.services.jobmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.job.JobFlag;
import fluxj.job.JobId;
import fluxj.services.jobexec.JobExecProtocol.Update;

import org.junit.jupiter.api.Test;

import java.util.List;

/// The job manager dies and another one begins with what is stored.
class JobRestartTest {
    private final MemoryKvs kvs = new MemoryKvs();
    private final JobManagerFixture before = new JobManagerFixture(kvs).startAll();

    private JobManagerFixture restart() {
        return new JobManagerFixture(kvs).startAll();
    }

    @Test
    void everyJobIsWhereItWas() {
        before.submit(1);
        before.allocate(1, 0);
        before.finish(1);
        before.submit(2);
        before.allocate(2, 1);
        before.exec().tell(Update.started(2));
        before.submit(3);
        before.submit(4, 0, 0);
        JobManagerFixture after = restart();
        assertEquals(1, after.ask("stats-get", "{}").whole("inactive_jobs").get());
        assertEquals(List.of(16L, 8L, 8L), List.of(after.state(2), after.state(3), after.state(4)));
        assertEquals(List.of(2L), after.sched().held);
        assertEquals(List.of("alloc 3"), after.sched().told, "the fourth is held");
        assertEquals(List.of("reattach 2"), after.exec().told);
        assertEquals("flux-restart", after.events(3).get(4));
    }

    @Test
    void aJobThatWasOnlySubmittedGoesOn() {
        before.submit(1);
        kvs.put(
                new JobId(1).kvs("eventlog"),
                kvs.values().get(new JobId(1).kvs("eventlog")).lines().findFirst().get() + "\n");
        JobManagerFixture after = restart();
        assertEquals(List.of("submit", "validate", "depend", "priority"), after.events(1));
        assertEquals(List.of("alloc 1"), after.sched().told);
    }

    @Test
    void resourcesThatNoEventGaveAreNotTheJobs() {
        before.submit(1);
        kvs.put(new JobId(1).kvs("R"), JobManagerFixture.RESOURCES.formatted(3));
        JobManagerFixture after = restart();
        assertEquals(List.of(), after.sched().held);
        after.allocate(1, 0);
        assertEquals(16, after.state(1));
    }

    @Test
    void whatMakesNoJobIsMovedAside() {
        before.submit(1);
        kvs.values().remove(new JobId(1).kvs("jobspec"));
        JobManagerFixture after = restart();
        assertEquals(0, after.state(1));
        assertTrue(kvs.values().containsKey("job-lost+found.job.f2.eventlog"));
        assertTrue(
                after.broker.logged().stream()
                        .anyMatch(
                                line ->
                                        line.contains(
                                                "not replayed: lookup "
                                                        + new JobId(1).kvs("jobspec")
                                                        + ": No such file or directory")));
    }

    @Test
    void ofInactiveJobsNoMoreIsReadThanTheirEvents() {
        for (long id = 1; id <= 50; id++) {
            before.submit(id);
            before.allocate(id, 0);
            before.finish(id);
        }
        int lookups = kvs.lookups();
        restart();
        int read = kvs.lookups() - lookups;
        assertTrue(read < 3 * 50, () -> read + " lookups");
    }

    @Test
    void theLastIdIsRememberedWhenItsJobIsNot() {
        before.submit(7);
        before.allocate(7, 0);
        before.finish(7);
        before.ask("purge-id", "{\"id\":7,\"force\":1}");
        assertEquals(7, restart().ask("getinfo", "{}").whole("max_jobid").get());
    }

    @Test
    void zombiesCanBeWaitedForAgain() {
        before.submit(1, 16, JobFlag.WAITABLE.bit());
        before.allocate(1, 0);
        before.finish(1);
        assertEquals(
                "{\"id\":1,\"success\":true,\"errstr\":\"\"}",
                restart().ask("wait", "{\"id\":1}").toString());
    }
}
