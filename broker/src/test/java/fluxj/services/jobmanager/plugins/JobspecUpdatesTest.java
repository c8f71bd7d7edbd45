package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Update;
import fluxj.services.jobmanager.SchedProtocol;
import fluxj.services.jobmanager.job.Job;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `job-manager.update`, and the plugins that allow a duration and a queue to be changed.
class JobspecUpdatesTest {
    private static final Credentials OWNER = new Credentials(1000, Credentials.OWNER);
    private static final Credentials USER = new Credentials(2000, Credentials.USER);
    private static final String QUEUES =
            """
            {"queues":{"a":{"requires":["p"]},"b":{"requires":["q"]},"off":{},\
            "inner":{"parent":"b"}}}""";

    private final PluginFixture fixture = new PluginFixture();
    private final List<String> asked = new ArrayList<>();
    private Optional<FluxException> refusal = Optional.empty();

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), fixture.broker().faults());
    }

    private void start(String config) {
        fixture.start(config);
        fixture.broker()
                .core()
                .add(
                        "feasibility",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(
                                                        SchedProtocol.FEASIBILITY_CHECK,
                                                        call -> {
                                                            asked.add(
                                                                    "feasible "
                                                                            + call.body()
                                                                                    .jobspec());
                                                            refuse();
                                                            call.reply(Empty.EMPTY);
                                                        })
                                                .build());
        fixture.broker()
                .core()
                .add(
                        "sched",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(
                                                        SchedProtocol.EXPIRATION,
                                                        call -> {
                                                            asked.add(
                                                                    "expires "
                                                                            + call.body()
                                                                                    .expiration());
                                                            refuse();
                                                            call.reply(Empty.EMPTY);
                                                        })
                                                .build());
    }

    private void refuse() {
        refusal.ifPresent(
                why -> {
                    throw why;
                });
    }

    /// The text of the error, or nothing.
    private String update(Credentials from, long id, String updates) {
        try {
            fixture.broker()
                    .exchange(
                            JobManagerProtocol.UPDATE.topic(),
                            Payload.of(new Update(id, JsonObject.parse(updates))),
                            from);
            return "";
        } catch (FluxException e) {
            return e.text();
        }
    }

    private String setDuration(Credentials from, Job job, String duration) {
        return update(from, job.id(), "{\"attributes.system.duration\":" + duration + "}");
    }

    private String setQueue(Job job, String queue) {
        return update(USER, job.id(), "{\"attributes.system.queue\":" + queue + "}");
    }

    @Test
    void whatMayBeUpdated() {
        start("{}");
        Job job = fixture.submit(2000, "{}");
        assertEquals("unknown job id", update(USER, 99, "{\"attributes.system.duration\":1}"));
        assertEquals(
                "one or more jobspec updates are invalid", update(USER, job.id(), "{\"x.y\":1}"));
        assertEquals(
                "update of attributes.system.cwd not supported",
                update(USER, job.id(), "{\"attributes.system.cwd\":\"/\"}"));
        assertEquals(
                "guests may only update their own jobs",
                setDuration(new Credentials(3000, Credentials.USER), job, "1"));
        fixture.allocate(job, "a,b");
        fixture.finish(job, 0);
        assertEquals("job is inactive", setDuration(USER, job, "1"));
    }

    @Test
    void aUserSetsTheDurationWithinTheLimits() {
        start("{\"policy\":{\"limits\":{\"duration\":\"1m\"}}}");
        Job job = fixture.submit(2000, "{\"duration\":10}");
        assertEquals("", setDuration(USER, job, "20.0"));
        assertEquals(Optional.of(JsonValue.of(20.0)), job.system("duration"));
        assertTrue(
                PluginFixture.events(job)
                        .contains("jobspec-update {\"attributes.system.duration\":20.0}"));
        assertEquals("plugin args unpack failed", setDuration(USER, job, "\"20\""));
        assertEquals("duration must not be negative", setDuration(USER, job, "-1"));
        assertTrue(setDuration(USER, job, "61.0").contains("exceeds"));
        assertEquals(Optional.of(JsonValue.of(20.0)), job.system("duration"));
        assertFalse(job.isImmutable());
    }

    @Test
    void whatTheOwnerHasSetStays() {
        start("{\"policy\":{\"limits\":{\"duration\":\"1m\"}}}");
        Job job = fixture.submit(2000, "{\"duration\":10}");
        assertEquals("", setDuration(OWNER, job, "3600.0"));
        assertTrue(job.isImmutable());
        assertEquals(
                "job is immutable due to previous instance owner update",
                setDuration(USER, job, "20.0"));
        assertEquals("", setDuration(OWNER, job, "7200.0"));
    }

    @Test
    void theOwnerMayBeHeldToTheLimitsToo() {
        start(
                """
                {"policy":{"limits":{"duration":"1m"}},"job-manager":{"plugins":[\
                {"remove":".update-duration"},{"load":".update-duration","conf":{"owner-allow-any":0}}]}}""");
        Job job = fixture.submit(2000, "{\"duration\":10}");
        assertTrue(setDuration(OWNER, job, "3600.0").contains("exceeds"));
        assertEquals("", setDuration(OWNER, job, "30.0"));
        assertFalse(job.isImmutable());
    }

    @Test
    void theDurationOfARunningJobIsForTheOwnerAndTheScheduler() {
        start("{}");
        Job job = fixture.submit(2000, "{\"duration\":10}");
        fixture.allocate(job, "a,b");
        assertEquals(
                "duration update of running job requires instance owner privileges",
                setDuration(USER, job, "20.0"));
        assertEquals("", setDuration(OWNER, job, "20.0"));
        assertEquals(List.of("expires 1020.0"), asked);
        assertEquals(
                List.of(
                        "set-flags {\"flags\":[\"immutable\"]}",
                        "jobspec-update {\"attributes.system.duration\":20.0}",
                        "resource-update {\"expiration\":1020.0}"),
                PluginFixture.events(job).reversed().subList(0, 3).reversed());
        refusal = Optional.of(new FluxException(Errno.EINVAL, "no"));
        assertEquals("scheduler refused expiration update", setDuration(OWNER, job, "30.0"));
        refusal = Optional.of(new FluxException(Errno.ENOSYS));
        assertEquals("", setDuration(OWNER, job, "40.0"), "a scheduler that does not mind");
        refusal = Optional.empty();
        assertEquals("", setDuration(OWNER, job, "0"));
        assertEquals("expires 0.0", asked.getLast());
    }

    @Test
    void aJobMovesToAnotherQueueWithItsConstraints() {
        start(QUEUES);
        fixture.queues().disable(Optional.of("off"), false, Optional.of("closed"));
        Job job =
                fixture.submit(2000, "{\"queue\":\"a\",\"constraints\":{\"properties\":[\"p\"]}}");
        assertEquals("plugin args unpack failed", setQueue(job, "1"));
        assertEquals("job queue is already set to a", setQueue(job, "\"a\""));
        assertEquals("'z' is not a valid queue", setQueue(job, "\"z\""));
        assertEquals("queue off is currently disabled", setQueue(job, "\"off\""));
        assertEquals("", setQueue(job, "\"b\""));
        assertEquals(Optional.of("b"), job.queue());
        assertEquals(
                Optional.of(JsonValue.parse("{\"properties\":[\"q\"]}")),
                job.system("constraints"));
        assertEquals(1, asked.size());
        assertTrue(asked.getFirst().contains("\"queue\":\"b\""), asked::toString);
        assertEquals("", setQueue(job, "\"inner\""), "a virtual queue has what its parent has");
        assertEquals(
                Optional.of(JsonValue.parse("{\"properties\":[\"q\"]}")),
                job.system("constraints"));
        refusal = Optional.of(new FluxException(Errno.EINVAL, "never"));
        assertEquals("never", setQueue(job, "\"a\""));
        assertEquals(Optional.of("inner"), job.queue());
    }

    @Test
    void aJobWithConstraintsOfItsOwnOrThatRunsStays() {
        start(QUEUES);
        Job own = fixture.submit(2000, "{\"queue\":\"a\",\"constraints\":{\"hostlist\":[\"n1\"]}}");
        assertEquals(
                "job appears to have non-queue constraints, unable to update queue to a",
                setQueue(own, "\"b\""));
        Job running =
                fixture.submit(2000, "{\"queue\":\"a\",\"constraints\":{\"properties\":[\"p\"]}}");
        fixture.allocate(running, "a,b");
        assertEquals("update of queue for running job not supported", setQueue(running, "\"b\""));
    }
}
