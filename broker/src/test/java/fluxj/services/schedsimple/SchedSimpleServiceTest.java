package fluxj.services.schedsimple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SchedSimpleServiceTest {
    private static final String CORE0 = resources("0", "0");

    private final TestBroker broker =
            new TestBroker(ServiceFactory.of("sched-simple", SchedSimpleService::new));
    private final SchedPeers peers = new SchedPeers(broker);

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), broker.faults());
    }

    private static String resources(String ranks, String cores) {
        return "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\""
                + ranks
                + "\",\"children\":{\"core\":\""
                + cores
                + "\"}}],\"starttime\":0.0,\"expiration\":0.0}}";
    }

    /// Loads the scheduler with so many cores of rank 0.
    private void load(int cores, String... arguments) {
        peers.setResources(
                "{\"resources\":"
                        + resources("0", Idset.upTo(cores).toString())
                        + ",\"up\":\"0\"}");
        broker.get(broker.modules().load(ModuleSpec.of("sched-simple", arguments)));
        broker.reactor().run();
    }

    private void alloc(long id, long priority, int cores, double duration) {
        send(
                "sched.alloc",
                "{\"id\":"
                        + id
                        + ",\"priority\":"
                        + priority
                        + ",\"userid\":1,\"t_submit\":1.0,\"jobspec\":{\"version\":1,"
                        + "\"resources\":[{\"type\":\"slot\",\"count\":"
                        + cores
                        + ",\"with\":[{\"type\":\"core\",\"count\":1}]}],\"attributes\":"
                        + "{\"system\":{\"duration\":"
                        + duration
                        + "}}}}");
    }

    private void alloc(long id) {
        alloc(id, 16, 1, 0);
    }

    private void send(String topic, String json) {
        broker.send(
                Request.of(topic, Payload.of(JsonObject.parse(json)), Message.NODEID_ANY, 0, 0));
        broker.reactor().run();
    }

    private void free(long id, String resources, boolean isFinal) {
        send("sched.free", "{\"id\":" + id + ",\"R\":" + resources + ",\"final\":" + isFinal + "}");
    }

    /// What the job manager was answered since the last time, without R.
    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response && response.topic().equals("sched.alloc")) {
                answers.add(
                        response.errnum() == 0
                                ? response.payload().json().toBuilder()
                                        .remove("R")
                                        .build()
                                        .toString()
                                : "error " + response.errnum());
            }
        }
        broker.received().clear();
        return answers;
    }

    private static String success(long id, String summary) {
        return "{\"id\":"
                + id
                + ",\"type\":0,\"annotations\":{\"sched\":{\"resource_summary\":\""
                + summary
                + "\"}}}";
    }

    private List<String> logged(String severity) {
        return broker.logged().stream()
                .filter(line -> line.startsWith("sched-simple." + severity))
                .toList();
    }

    @Test
    void itGreetsAndIsReady() {
        load(2);
        assertEquals(
                List.of("hello {\"partial-ok\":true}", "ready {\"mode\":\"limited\",\"limit\":8}"),
                peers.said());
        assertEquals(
                List.of(
                        "sched-simple.info: ready: queue-depth=8 log-level=info"
                                + " pool-class=Rv1Pool Rv1 rank0/core[0-1]"),
                logged("info"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mode=unlimited       | {"mode":"unlimited"}
                    mode=limited=3       | {"mode":"limited","limit":3}
                    queue-depth=1        | {"mode":"limited","limit":1}
                    queue-depth=unlimited | {"mode":"unlimited"}
                    """)
    void itTakesAsManyRequestsAsItIsTold(String argument, String ready) {
        load(1, argument);
        assertEquals("ready " + ready, peers.said().getLast());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mode=limited=-1  | mode=limited= requires a positive integer, got '-1'
                    mode=foobar      | unknown argument 'mode=foobar': built-in options are queue-depth, log-level, alloc-mode
                    foo              | unknown argument 'foo': built-in options are queue-depth, log-level, alloc-mode
                    queue-depth=0    | queue-depth='0' is invalid: expected a positive integer or 'unlimited'
                    log-level=loud   | log-level='loud' is invalid: expected one of emerg, alert, crit, err, warning, notice, info, debug
                    pool-class=x     | pool-class='x': could not load pool class
                    alloc-mode=x     | alloc-mode='x' is invalid: expected worst-fit, best-fit or first-fit
                    """)
    void otherArgumentsAreRefused(String argument, String text) {
        assertEquals(text, assertThrows(FluxException.class, () -> load(1, argument)).text());
    }

    @Test
    void aJobHearsOfItsResourcesWhenTheyAreStored() {
        load(2);
        peers.holdCommits();
        alloc(1);
        assertEquals(List.of(), answers());
        assertEquals(
                "job.0000.0000.0000.0001.R",
                ((JsonObject) peers.commits().getFirst().array("ops").orElseThrow().items().get(0))
                        .text("key")
                        .orElseThrow());
        peers.answerCommits();
        assertEquals(List.of(success(1, "rank0/core0")), answers());
    }

    @Test
    void whatIsDecidedDuringACommitIsTheNextOne() {
        load(4);
        peers.holdCommits();
        alloc(1);
        alloc(2);
        alloc(3);
        assertEquals(1, peers.commits().size());
        peers.answerCommits();
        assertEquals(2, peers.commits().size());
        assertEquals(2, peers.commits().getLast().array("ops").orElseThrow().size());
        peers.answerCommits();
        assertEquals(3, answers().size());
    }

    @Test
    void resourcesThatCannotBeStoredAreFreeAgain() {
        load(1);
        peers.holdCommits();
        alloc(1);
        peers.failCommits(Errno.EIO);
        assertEquals(
                List.of(
                        "{\"id\":1,\"type\":2,\"note\":\"R could not be stored: Input/output"
                                + " error\"}"),
                answers());
        alloc(2);
        peers.answerCommits();
        assertEquals(List.of(success(2, "rank0/core0")), answers());
    }

    @Test
    void aJobWhoseResourcesFindNoRoomWaitsForIt() {
        load(1);
        peers.holdCommits();
        alloc(1);
        peers.failCommits(Errno.ENOSPC);
        assertEquals(List.of(), answers());
        broker.reactor().advance(Duration.ofSeconds(1));
        broker.reactor().run();
        peers.answerCommits();
        assertEquals(List.of(success(1, "rank0/core0")), answers());
    }

    @Test
    void theJobWithTheHighestPriorityIsNext() {
        load(1);
        alloc(1);
        alloc(2);
        alloc(3);
        alloc(4, 20, 1, 0);
        answers();
        free(1, CORE0, true);
        assertEquals(List.of(success(4, "rank0/core0")), answers());
        send("sched.prioritize", "{\"jobs\":[[3,17],[99,1]]}");
        free(4, CORE0, true);
        assertEquals(List.of(success(3, "rank0/core0")), answers());
    }

    @Test
    void nobodyOvertakesTheFirst() {
        load(2);
        alloc(1);
        alloc(2, 16, 2, 0);
        alloc(3);
        assertEquals(List.of(success(1, "rank0/core0")), answers());
        free(1, CORE0, true);
        assertEquals(List.of(success(2, "rank0/core[0-1]")), answers());
    }

    @Test
    void aRequestCanBeTakenBack() {
        load(1);
        alloc(1);
        alloc(2);
        answers();
        send("sched.cancel", "{\"id\":2}");
        assertEquals(List.of("{\"id\":2,\"type\":3}"), answers());
        send("sched.cancel", "{\"id\":1}");
        assertEquals(List.of(), answers(), "it has resources already");
    }

    @Test
    void aJobThatCanNeverRunIsDenied() {
        load(1);
        alloc(1, 16, 5, 0);
        assertEquals(
                List.of(
                        "{\"id\":1,\"type\":2,\"note\":\"unsatisfiable request: need 5 slot(s) of"
                                + " 1 core(s), only 1 such slot(s) available (total cores: 1)\"}"),
                answers());
        send(
                "sched.alloc",
                "{\"id\":2,\"priority\":1,\"userid\":1,\"t_submit\":1.0,\"jobspec\":{}}");
        assertEquals(
                List.of(
                        "{\"id\":2,\"type\":2,\"note\":\"cannot parse jobspec: jobspec has no"
                                + " resources\"}"),
                answers());
    }

    @Test
    void partsOfAJobAreFreedOneByOne() {
        peers.setResources("{\"resources\":" + resources("0-1", "0") + ",\"up\":\"0-1\"}");
        broker.get(broker.modules().load(ModuleSpec.of("sched-simple", new String[0])));
        alloc(1, 16, 2, 0);
        alloc(2);
        answers();
        free(1, resources("1", "0"), false);
        assertEquals(List.of(success(2, "rank1/core0")), answers());
        free(1, CORE0, true);
        alloc(3);
        assertEquals(List.of(success(3, "rank0/core0")), answers());
        assertEquals(List.of(), logged("err"));
    }

    @Test
    void onlyWhatAJobHasIsFreed() {
        load(2);
        alloc(1);
        alloc(2);
        answers();
        free(1, resources("0", "1"), false);
        free(9, CORE0, true);
        alloc(3);
        assertEquals(List.of(), answers());
        assertEquals(2, logged("err").size());
    }

    @Test
    void jobsThatHaveResourcesKeepThem() {
        peers.addRunning(
                "{\"id\":7,\"priority\":16,\"userid\":1,\"t_submit\":1.0}",
                "job.0000.0000.0000.0007.R",
                CORE0);
        peers.addRunning(
                "{\"id\":8,\"priority\":16,\"userid\":1,\"t_submit\":1.0}",
                "job.0000.0000.0000.0008.R",
                resources("5", "0"));
        load(1);
        alloc(1);
        assertEquals(List.of(), answers());
        assertEquals(
                List.of(
                        "raise {\"id\":8,\"severity\":0,\"type\":\"scheduler-restart\",\"note\":"
                                + "\"failed to reallocate R for running job\"}"),
                peers.said().stream().filter(line -> line.startsWith("raise")).toList());
        free(7, CORE0, true);
        assertEquals(List.of(success(1, "rank0/core0")), answers());
    }

    @Test
    void ranksThatARunningJobGaveBackAreFree() {
        peers.addRunning(
                "{\"id\":7,\"priority\":16,\"userid\":1,\"t_submit\":1.0,\"free\":\"0\"}",
                "job.0000.0000.0000.0007.R",
                CORE0);
        load(1);
        alloc(1);
        assertEquals(List.of(success(1, "rank0/core0")), answers());
    }

    @Test
    void nodesComeAndGo() {
        load(1);
        peers.acquired("{\"down\":\"0\"}");
        alloc(1);
        assertEquals(List.of(), answers());
        peers.acquired("{\"up\":\"0\"}");
        assertEquals(List.of(success(1, "rank0/core0")), answers());
        peers.acquired("{\"shrink\":\"0\",\"down\":\"0\"}");
        alloc(2);
        assertTrue(answers().getFirst().contains("unsatisfiable request"));
    }

    @Test
    void theTimeOfAJobEndsWithItsDurationOrTheInstances() {
        load(2);
        peers.acquired("{\"expiration\":1000.5}");
        alloc(1, 16, 1, 60);
        alloc(2);
        List<String> ends = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response) {
                response.payload()
                        .json()
                        .object("R")
                        .flatMap(all -> all.object("execution"))
                        .flatMap(execution -> execution.get("expiration"))
                        .ifPresent(end -> ends.add(end.toString()));
            }
        }
        assertEquals(List.of("61.0", "1000.5"), ends);
        assertTrue(
                logged("info")
                        .contains("sched-simple.info: resource expiration updated to 1000.50"));
    }

    @Test
    void aJobThatWaitsIsToldWhenItWillStart() {
        load(1);
        alloc(1, 16, 1, 60);
        alloc(2, 16, 1, 30);
        alloc(3, 16, 1, 30);
        answers();
        broker.reactor().advance(Duration.ofSeconds(1));
        assertEquals(
                List.of(
                        "{\"id\":2,\"type\":1,\"annotations\":{\"sched\":{\"t_estimate\":61.0}}}",
                        "{\"id\":3,\"type\":1,\"annotations\":{\"sched\":{\"t_estimate\":91.0}}}"),
                answers());
        free(1, CORE0, true);
        assertEquals(
                List.of(
                        "{\"id\":2,\"type\":0,\"annotations\":{\"sched\":{\"t_estimate\":null,"
                                + "\"resource_summary\":\"rank0/core0\"}}}"),
                answers());
    }

    @Test
    void debugBitsAreHeard() {
        load(1);
        alloc(1);
        broker.ask("sched-simple.debug", "{\"op\":\"setbit\",\"flags\":2}");
        alloc(2);
        answers();
        broker.reactor().advance(Duration.ofSeconds(1));
        send("sched.prioritize", "{\"jobs\":[]}");
        broker.reactor().advance(Duration.ofSeconds(1));
        assertEquals(
                List.of(
                        "{\"id\":2,\"type\":1,\"annotations\":{\"sched\":{\"reason_pending\":"
                                + "\"insufficient resources\",\"jobs_ahead\":0}}}"),
                answers());
        broker.ask("sched-simple.debug", "{\"op\":\"set\",\"flags\":5}");
        alloc(3);
        assertEquals(
                List.of(
                        "{\"id\":2,\"type\":2,\"note\":\"DEBUG_FAIL_ALLOC\"}",
                        "{\"id\":3,\"type\":2,\"note\":\"DEBUG_FAIL_ALLOC\"}"),
                answers());
        assertEquals(
                "Rejecting expiration update for testing",
                assertThrows(
                                FluxException.class,
                                () ->
                                        broker.ask(
                                                "sched.expiration",
                                                "{\"id\":1,\"expiration\":5.0}"))
                        .text());
    }

    @Test
    void tellsWhatThereIs() {
        load(2);
        alloc(1);
        JsonObject status = broker.ask("sched.resource-status", "{}");
        assertTrue(status.get("all").orElseThrow().toString().contains("\"core\":\"0-1\""));
        assertTrue(status.get("allocated").orElseThrow().toString().contains("\"core\":\"0\""));
        assertTrue(status.get("down").orElseThrow().toString().contains("\"R_lite\":[]"));
    }

    @Test
    void feasibilityIsAnsweredFromTheWholeOfIt() {
        load(1);
        alloc(1);
        String one =
                "{\"jobspec\":{\"resources\":[{\"type\":\"slot\",\"count\":%d,\"with\":"
                        + "[{\"type\":\"core\",\"count\":1}]}]}}";
        broker.ask("feasibility.check", one.formatted(1));
        FluxException refused =
                assertThrows(
                        FluxException.class,
                        () -> broker.ask("feasibility.check", one.formatted(2)));
        assertEquals(Errno.EOVERFLOW, refused.errno());
    }

    @Test
    void manyJobsAreGivenResourcesInTurns() {
        load(1);
        peers.acquired("{\"down\":\"0\"}");
        for (int id = 1; id <= 300; id++) {
            alloc(id, 16, 9, 0);
        }
        answers();
        assertEquals(
                "0",
                broker.ask("sched-simple.stats-get", "{}")
                        .get("pending_jobs")
                        .orElseThrow()
                        .toString());
    }

    @Test
    void requestsThatWaitGetAnErrorWhenTheModuleEnds() {
        load(1);
        alloc(1);
        alloc(2);
        answers();
        broker.get(broker.modules().remove("sched-simple", false));
        broker.reactor().run();
        assertEquals(List.of("error 38"), answers());
        assertEquals(List.of(), logged("err"));
    }
}
