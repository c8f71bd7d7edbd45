package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.BuiltinPluginsProtocol;
import fluxj.services.jobmanager.job.Job;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class BuiltinPluginsTest {
    private static final int OWNER = 1000;

    private final PluginFixture fixture = new PluginFixture();

    private static void refuses(String text, Executable action) {
        FluxException e = assertThrows(FluxException.class, action);
        assertEquals(text, e.text());
    }

    private static String depends(String scheme, Job on) {
        return "{\"dependencies\":[{\"scheme\":\""
                + scheme
                + "\",\"value\":\""
                + new JobId(on.id()).f58()
                + "\"}]}";
    }

    private static String last(Job job) {
        return PluginFixture.line(job.eventlog().getLast());
    }

    @Test
    void priorityIsUrgencyAndTheGreatestGoesFirst() {
        fixture.start("{}");
        Job job = fixture.submit("{}");
        assertEquals(
                List.of(
                        "submit {\"userid\":1000,\"urgency\":16,\"flags\":0,\"version\":1}",
                        "validate",
                        "depend",
                        "priority {\"priority\":16}"),
                PluginFixture.events(job));
        fixture.post(job, "urgency", "{\"userid\":1000,\"urgency\":31}");
        assertEquals("priority {\"priority\":4294967295}", last(job));
        fixture.post(job, "urgency", "{\"userid\":1000,\"urgency\":0}");
        assertEquals("priority {\"priority\":0}", last(job));
    }

    @Test
    void jobsThatWantTooMuchTimeAreRefused() {
        fixture.start(
                "{\"policy\":{\"limits\":{\"duration\":\"2h\"}},\"queues\":{\"a\":{},"
                        + "\"debug\":{\"policy\":{\"limits\":{\"duration\":\"1m\"}}},"
                        + "\"all\":{\"policy\":{\"limits\":{\"duration\":\"0\"}}},"
                        + "\"part\":{\"parent\":\"debug\"}}}");
        fixture.submit("{\"queue\":\"a\",\"duration\":7200}");
        fixture.submit("{\"queue\":\"all\"}");
        refuses(
                "requested duration (2.1h) exceeds policy limit of 2h for queue a",
                () -> fixture.submit("{\"queue\":\"a\",\"duration\":7500.0}"));
        refuses(
                "requested duration (unlimited) exceeds policy limit of 2h",
                () -> fixture.submit("{}"));
        refuses(
                "requested duration (1.5m) exceeds policy limit of 1m for queue debug",
                () -> fixture.submit("{\"queue\":\"debug\",\"duration\":90}"));
        refuses(
                "requested duration (1.5m) exceeds policy limit of 1m for queue part",
                () -> fixture.submit("{\"queue\":\"part\",\"duration\":90}"));
        refuses(
                "queues.a.policy.limits.duration: FSD value is malformed",
                () ->
                        fixture.reload(
                                "{\"queues\":{\"a\":{\"policy\":{\"limits\":{"
                                        + "\"duration\":\"x\"}}}}}"));
    }

    @Test
    void jobsOfAWrongSizeAreRefused() {
        fixture.start(
                "{\"policy\":{\"limits\":{\"job-size\":{\"max\":{\"nnodes\":1,\"ncores\":100},"
                        + "\"min\":{\"ngpus\":0}}}},"
                        + "\"queues\":{\"big\":{\"policy\":{\"limits\":{\"job-size\":{"
                        + "\"max\":{\"nnodes\":-1}}}}},"
                        + "\"gpu\":{\"policy\":{\"limits\":{\"job-size\":{"
                        + "\"max\":{\"nnodes\":2},\"min\":{\"ngpus\":1}}}}},"
                        + "\"core\":{\"policy\":{\"limits\":{\"job-size\":{"
                        + "\"max\":{\"nnodes\":2,\"ncores\":23}}}}}}}");
        refuses("requested nnodes (2) exceeds policy limit of 1", () -> fixture.submit("{}"));
        fixture.submit("{\"queue\":\"big\"}");
        refuses(
                "requested ngpus (0) is under policy limit of 1 for queue gpu",
                () -> fixture.submit("{\"queue\":\"gpu\"}"));
        refuses(
                "requested ncores (24) exceeds policy limit of 23 for queue core",
                () -> fixture.submit("{\"queue\":\"core\"}"));
        refuses(
                "policy.limits.job-size.max: size must be -1 (unlimited), or >= 0",
                () ->
                        fixture.reload(
                                "{\"policy\":{\"limits\":{\"job-size\":{"
                                        + "\"max\":{\"nnodes\":-2}}}}}"));
    }

    @Test
    void aJobWaitsForTheEndOfAnother() {
        fixture.start("{}");
        Job first = fixture.submit("{}");
        Job any = fixture.submit(depends("afterany", first));
        Job well = fixture.submit(depends("afterok", first));
        Job badly = fixture.submit(depends("afternotok", first));
        String id = new JobId(first.id()).f58();
        assertEquals(JobState.DEPEND, any.state());
        assertEquals(Optional.of(List.of("after-success=" + id)), well.dependencies());
        fixture.allocate(first, "a,b");
        fixture.finish(first, 0);
        assertEquals(JobState.SCHED, any.state());
        assertEquals(JobState.SCHED, well.state());
        assertEquals(JobState.CLEANUP, badly.state());
        assertTrue(
                last(badly).contains("dependency after-failure=" + id + " can never be satisfied"));
        Job late = fixture.submit(depends("afterok", first));
        assertEquals(JobState.SCHED, late.state());
        refuses(
                "dependency: afternotok: job " + id + " succeeded",
                () -> fixture.submit(depends("afternotok", first)));
        refuses(
                "dependency: afterexcept: job " + id + ": no exception",
                () -> fixture.submit(depends("afterexcept", first)));
    }

    @Test
    void aJobWaitsForTheStartOfAnother() {
        fixture.start("{}");
        Job first = fixture.submit("{}");
        Job second = fixture.submit(depends("afterstart", first));
        Job never = fixture.submit("{}");
        Job third = fixture.submit(depends("afterok", never));
        fixture.allocate(first, "a,b");
        assertEquals(JobState.DEPEND, second.state());
        fixture.post(first, "start", "{}");
        assertEquals(JobState.SCHED, second.state());
        Job late = fixture.submit(depends("after", first));
        assertEquals(JobState.SCHED, late.state());
        assertTrue(
                PluginFixture.events(late).stream()
                        .anyMatch(line -> line.contains("'after' is deprecated")));
        fixture.post(never, "exception", "{\"type\":\"cancel\",\"severity\":0}");
        fixture.end(never);
        assertTrue(last(third).contains(" job never started"));
        assertEquals(
                "[]",
                fixture.broker()
                        .ask("job-manager.jobtap-query", "{\"name\":\".dependency-after\"}")
                        .get("dependencies")
                        .orElseThrow()
                        .toString());
    }

    @Test
    void aJobThatIsCanceledNoLongerWaits() {
        fixture.start("{}");
        Job first = fixture.submit("{}");
        Job second = fixture.submit(depends("afterok", first));
        fixture.post(second, "exception", "{\"type\":\"cancel\",\"severity\":0}");
        fixture.end(second);
        fixture.allocate(first, "a,b");
        fixture.finish(first, 0);
        assertEquals(List.of(), fixture.complaints());
    }

    @Test
    void dependenciesOnWhatIsNotThereAreRefused() {
        fixture.start("{}");
        Job other = fixture.submit(2000, "{}");
        refuses(
                "afterok: Permission denied for job " + new JobId(other.id()).f58(),
                () -> fixture.submit(depends("afterok", other)));
        refuses(
                "dependency: afterany: \"x!\" is not a valid jobid",
                () ->
                        fixture.submit(
                                "{\"dependencies\":[{\"scheme\":\"afterany\",\"value\":\"x!\"}]}"));
        refuses(
                "dependency: afterany: id 7: job not found",
                () ->
                        fixture.submit(
                                "{\"dependencies\":[{\"scheme\":\"afterany\",\"value\":\"7\"}]}"));
        refuses(
                "dependency scheme \"no\" not supported",
                () -> fixture.submit("{\"dependencies\":[{\"scheme\":\"no\",\"value\":\"7\"}]}"));
        refuses(
                "dependency[0] missing string scheme",
                () -> fixture.submit("{\"dependencies\":[{}]}"));
        refuses(
                "dependencies object must be an array",
                () -> fixture.submit("{\"dependencies\":{}}"));
    }

    @Test
    void oneSingletonAtATimeIsActive() {
        fixture.start("{}");
        String named = "{\"job\":{\"name\":\"n\"}}";
        String singleton =
                "{\"job\":{\"name\":\"n\"},\"dependencies\":[{\"scheme\":\"singleton\"}]}";
        Job plain = fixture.submit(named);
        Job one = fixture.submit(singleton);
        Job two = fixture.submit(singleton);
        Job otherUser = fixture.submit(2000, singleton);
        assertEquals(JobState.SCHED, otherUser.state());
        assertEquals(JobState.DEPEND, one.state());
        fixture.allocate(plain, "a,b");
        fixture.finish(plain, 0);
        assertEquals(JobState.SCHED, one.state());
        assertEquals(JobState.DEPEND, two.state());
        fixture.allocate(one, "a,b");
        fixture.finish(one, 0);
        assertEquals(JobState.SCHED, two.state());
        refuses(
                "singleton jobs require a job name",
                () -> fixture.submit("{\"dependencies\":[{\"scheme\":\"singleton\"}]}"));
    }

    @Test
    void aJobWaitsForItsBeginTime() {
        fixture.start("{}");
        double now = fixture.broker().reactor().nanoTime() / 1e9 + 1;
        Job job =
                fixture.submit(
                        "{\"dependencies\":[{\"scheme\":\"begin-time\",\"value\":\""
                                + (now + 60)
                                + "\"}]}");
        assertEquals(Optional.of(List.of("begin-time=61.000")), job.dependencies());
        fixture.broker().reactor().advance(Duration.ofSeconds(59));
        assertEquals(JobState.DEPEND, job.state());
        fixture.broker().reactor().advance(Duration.ofSeconds(2));
        assertEquals(JobState.SCHED, job.state());
        refuses(
                "Invalid begin-time=soon",
                () ->
                        fixture.submit(
                                "{\"dependencies\":[{\"scheme\":\"begin-time\","
                                        + "\"value\":\"soon\"}]}"));
    }

    @Test
    void jobsThatOutliveTheInstanceAreRefused() {
        fixture.start("{}");
        fixture.set("resource.R", "{\"execution\":{\"expiration\":101.0}}");
        fixture.submit("{\"duration\":60}");
        refuses(
                "job duration (4.2d) exceeds remaining instance lifetime (1.7m)",
                () -> fixture.submit("{\"duration\":360000.0}"));
        fixture.set("resource.R", "{\"execution\":{\"expiration\":0.0}}");
        fixture.submit("{\"duration\":360000.0}");
    }

    @Test
    void historyIsPerUserAndNewestFirst() {
        fixture.start("{}");
        Job one = fixture.submit("{}");
        Job two = fixture.submit("{}");
        fixture.submit(2000, "{}");
        Job three = fixture.submit("{}");
        assertEquals(List.of(three.id(), two.id(), one.id()), history("[:]"));
        assertEquals(List.of(three.id()), history("[:1]"));
        assertEquals(List.of(one.id(), two.id(), three.id()), history("[-1:-4:-1]"));
        assertEquals(List.of(two.id()), history("[1:2]"));
        fixture.allocate(one, "a,b");
        fixture.finish(one, 0);
        assertEquals(3, history("[:]").size());
        fixture.purge(one);
        assertEquals(List.of(three.id(), two.id()), history("[::]"));
        FluxException e = assertThrows(FluxException.class, () -> history("1"));
        assertEquals("could not parse python-style slice expression", e.text());
        assertEquals(Errno.EINVAL, e.errno());
    }

    private List<Long> history(String slice) {
        return fixture.broker()
                .exchange(
                        "job-manager.history.get",
                        Payload.of(JsonObject.of("slice", slice)),
                        new Credentials(OWNER, Credentials.USER))
                .payload()
                .as(BuiltinPluginsProtocol.Jobs.class)
                .jobs();
    }

    @Test
    void eventsMayBePosted() {
        fixture.start("{}");
        Job job = fixture.submit("{}");
        fixture.broker()
                .ask(
                        "job-manager.post-event.post",
                        "{\"id\":" + job.id() + ",\"name\":\"mine\",\"context\":{\"a\":1}}");
        assertEquals("mine {\"a\":1}", last(job));
        FluxException e =
                assertThrows(
                        FluxException.class,
                        () ->
                                fixture.broker()
                                        .ask(
                                                "job-manager.post-event.post",
                                                "{\"id\":3,\"name\":\"mine\"}"));
        assertEquals(Errno.ENOENT, e.errno());
        FluxException guest =
                assertThrows(
                        FluxException.class,
                        () ->
                                fixture.broker()
                                        .exchange(
                                                "job-manager.post-event.post",
                                                Payload.NONE,
                                                new Credentials(7, Credentials.USER)));
        assertEquals(Errno.EPERM, guest.errno());
    }

    @Test
    void submitHoldHoldsEveryJob() {
        fixture.start("{\"job-manager\":{\"plugins\":[{\"load\":\"submit-hold.so\"}]}}");
        Job job = fixture.submit("{}");
        assertEquals(0, job.urgency());
        assertEquals(0, job.priority());
    }

    @Test
    void allocBypassGivesTheOwnerWhatHeNames() {
        fixture.start("{\"job-manager\":{\"plugins\":[{\"load\":\"alloc-bypass.so\"}]}}");
        String resources =
                "{\"alloc-bypass\":{\"R\":{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":"
                        + "\"0\",\"children\":{\"core\":\"0\"}}],\"starttime\":0.0,"
                        + "\"expiration\":0.0,\"nodelist\":[\"a\"]}}}}";
        refuses("Guest user cannot use alloc bypass", () -> fixture.submit(2000, resources));
        Job job = fixture.submit(0, resources);
        fixture.broker().reactor().run();
        assertEquals(JobState.RUN, job.state());
        assertEquals("alloc {\"bypass\":true}", last(job));
        assertTrue(job.isAllocBypass());
        assertTrue(fixture.commits().getFirst().contains(job.jobId().kvs() + ".R"));
        assertThrows(
                FluxException.class,
                () -> fixture.submit(0, "{\"alloc-bypass\":{\"R\":{\"version\":2}}}"));
    }

    @Test
    void allocCheckEndsAJobThatGetsWhatAnotherHas() {
        fixture.start("{\"job-manager\":{\"plugins\":[{\"load\":\"alloc-check.so\"}]}}");
        Job one = fixture.submit("{}");
        Job two = fixture.submit("{}");
        fixture.allocate(one, "a,b");
        fixture.allocate(two, "a,b");
        assertTrue(last(two).contains("resources already allocated"));
        fixture.finish(one, 0);
        Job three = fixture.submit("{}");
        fixture.allocate(three, "a,b");
        assertEquals(JobState.RUN, three.state());
    }
}
