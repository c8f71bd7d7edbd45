package fluxj.services.jobmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.coral2.dws.DwsPlugins;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.services.jobexec.JobExecProtocol.Update;
import fluxj.services.jobmanager.plugins.FakeDws;
import fluxj.services.jobmanager.plugins.FakeDws.Mood;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/// The broker dies at any moment of a rabbit job's life, and the service comes only after it.
class DwsRestartTest {
    private static final String JOBSPEC =
            "{\"version\":1,\"resources\":[],\"attributes\":{\"system\":{\"duration\":0,\"dw\":"
                    + "\"#DW jobdw\"}}}";
    private static final List<String> LIFE =
            List.of(
                    "submit",
                    "validate",
                    "dependency-add",
                    "jobspec-update",
                    "dependency-remove",
                    "depend",
                    "priority",
                    "alloc",
                    "prolog-start",
                    "dws_environment",
                    "prolog-finish",
                    "start",
                    "finish",
                    "epilog-start",
                    "release",
                    "epilog-finish",
                    "free",
                    "clean");

    private final MemoryKvs kvs = new MemoryKvs();
    private final List<FakeDws> services = new ArrayList<>();

    private JobManagerFixture start() {
        JobManagerFixture fixture = new JobManagerFixture(kvs, DwsPlugins.ofInstance(), JOBSPEC);
        fixture.broker.configure(
                JsonObject.parse(
                        "{\"job-manager\":{\"plugins\":[{\"load\":\"dws-jobtap.so\",\"conf\":{"
                                + "\"epilog-timeout\":30}}]}}"));
        fixture.broker
                .core()
                .add(
                        "dws",
                        flux -> {
                            services.add(new FakeDws(flux));
                            return services.getLast();
                        });
        return fixture;
    }

    /// Another broker, on which the service is not there at first.
    private JobManagerFixture restart() {
        JobManagerFixture after = start();
        FakeDws service = services.getLast();
        for (String method : List.of("create", "setup", "post_run", "teardown")) {
            service.on(method, Mood.ABSENT);
        }
        after.startAll();
        for (String method : List.of("create", "setup", "post_run", "teardown")) {
            service.on(method, Mood.WILLING);
        }
        for (int i = 0; i < 5; i++) {
            after.run();
        }
        return after;
    }

    /// Takes a job from where it is to its end.
    private static void finish(JobManagerFixture fixture) {
        fixture.run();
        if (fixture.sched().requests.containsKey(1L)) {
            fixture.allocate(1, 0);
        }
        if (fixture.exec().requests.containsKey(1L)) {
            if (!fixture.events(1).contains("start")) {
                fixture.exec().tell(Update.started(1));
            }
            fixture.exec().tell(Update.finished(1, 0));
            fixture.exec().tell(Update.release(1, "all", true));
        }
        fixture.run();
    }

    @ParameterizedTest
    @CsvSource({"create", "setup", "running", "post_run"})
    void theJobGoesOnWhereItWas(String moment) {
        JobManagerFixture before = start();
        services.getLast().on(moment, Mood.SILENT);
        before.startAll();
        before.submit(1);
        if (before.sched().requests.containsKey(1L)) {
            before.allocate(1, 0);
        }
        if (moment.equals("running")) {
            before.exec().tell(Update.started(1));
        } else if (moment.equals("post_run")) {
            before.finish(1);
        }
        before.run();
        JobManagerFixture after = restart();
        finish(after);
        List<String> life = new ArrayList<>(after.events(1));
        life.removeIf("flux-restart"::equals);
        if (moment.equals("post_run")) {
            assertEquals(LIFE.subList(0, 14), life.subList(0, 14));
        } else {
            assertEquals(withoutOrderOfEpilog(LIFE), withoutOrderOfEpilog(life));
        }
        for (String event : LIFE) {
            assertEquals(1, life.stream().filter(event::equals).count(), event + " " + life);
        }
        assertEquals(0, after.ask("stats-get", "{}").whole("active_jobs").orElse(-1L));
    }

    /// Ranks may be released before or after the epilog ends.
    private static List<String> withoutOrderOfEpilog(List<String> events) {
        List<String> all = new ArrayList<>(events);
        all.remove("release");
        return all;
    }

    @Test
    void aJobThatEndedWhileItsEpilogHadNotBegunHasOne() {
        JobManagerFixture before = start();
        services.getLast().on("post_run", Mood.SILENT);
        before.startAll();
        before.submit(1);
        before.allocate(1, 0);
        before.finish(1);
        String key = new JobId(1).kvs("eventlog");
        String log = kvs.values().get(key);
        kvs.put(key, log.substring(0, log.indexOf("\"epilog-start\"")).replaceAll("[^\n]*$", ""));
        JobManagerFixture after = restart();
        finish(after);
        assertEquals(1, after.events(1).stream().filter("epilog-start"::equals).count());
        assertEquals("clean", after.events(1).getLast());
        assertEquals(
                List.of("post_run {\"jobid\":1,\"run_started\":true}"), services.getLast().asked());
    }
}
