package fluxj.services.jobingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.spec.SignedJobspec;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

class JobIngestServiceTest {
    private static final int OWNER = TestBroker.OWNER_UID;
    private static final Credentials GUEST = new Credentials(2000, Credentials.USER);
    private static final String JOBSPEC =
            """
            {"resources":[{"type":"slot","count":1,"label":"task","with":[{"type":"core","count":1}]}],\
            "tasks":[{"command":["true"],"slot":"task","count":{"per_slot":1}}],\
            "attributes":{"system":{"duration":0,"environment":{"A":"b"}}},"version":1}""";

    private final TestBroker broker =
            new TestBroker(ServiceFactory.of("job-ingest", JobIngestService::new));
    private final IngestPeers peers = new IngestPeers(broker);
    private int matchtag = 1000;

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), broker.faults());
    }

    private void load(String... arguments) {
        broker.get(broker.modules().load(ModuleSpec.of("job-ingest", arguments)));
    }

    private static JsonObject submission(long userid, String jobspec) {
        return JsonObject.builder()
                .put("J", SignedJobspec.wrap(userid, jobspec))
                .put("urgency", 16)
                .put("flags", 0)
                .build();
    }

    private void send(JsonObject request, Credentials from) {
        broker.send(
                Request.of(
                                "job-ingest.submit",
                                Payload.of(request),
                                Message.NODEID_ANY,
                                ++matchtag,
                                0)
                        .withCred(from));
        broker.reactor().run();
    }

    private void send(JsonObject request) {
        send(request, Credentials.NONE);
    }

    private void pass(long millis) {
        broker.reactor().advance(Duration.ofMillis(millis));
    }

    /// What was answered so far, ids as numbers from 0, errors as `errno text`.
    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response) {
                answers.add(
                        response.errnum() == 0
                                ? "id"
                                : response.errnum() + " " + response.error().text());
            }
        }
        broker.received().clear();
        return answers;
    }

    private String refusal(JsonObject request, Credentials from) {
        send(request, from);
        return answers().getFirst();
    }

    private static String value(JsonObject commit, int op) {
        JsonObject found = (JsonObject) commit.array("ops").orElseThrow().items().get(op);
        String data = found.object("dirent").flatMap(dirent -> dirent.text("data")).orElseThrow();
        return found.text("key").orElseThrow()
                + "="
                + new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    }

    @Test
    void aJobIsCommittedAndToldToTheJobManager() {
        load();
        send(submission(OWNER, JOBSPEC));
        assertEquals(List.of(), answers(), "a batch is open for 10 ms");
        pass(10);
        assertEquals(List.of("id"), answers());
        String directory = new JobId(42L << 24).kvs();
        JsonObject commit = peers.commits().getFirst();
        String redacted = JOBSPEC.replace(",\"environment\":{\"A\":\"b\"}", "");
        assertEquals(directory + ".J=" + SignedJobspec.wrap(OWNER, JOBSPEC), value(commit, 0));
        assertEquals(directory + ".jobspec=" + redacted, value(commit, 1));
        assertEquals(
                "{\"jobs\":[{\"id\":"
                        + (42L << 24)
                        + ",\"userid\":1000,\"urgency\":16,\"t_submit\":1.0,\"flags\":0,"
                        + "\"jobspec\":"
                        + redacted
                        + "}]}",
                peers.submissions().getFirst().toString());
    }

    @Test
    void jobsOfTheSameWhileAreOneBatch() {
        load();
        for (int i = 0; i < 3; i++) {
            send(submission(OWNER, JOBSPEC));
        }
        pass(10);
        assertEquals(List.of("id", "id", "id"), answers());
        assertEquals(1, peers.commits().size());
        assertEquals(1, peers.submissions().size());
    }

    @Test
    void aBatchOfAGivenCountWaitsForNoTimer() {
        load("batch-count=2");
        send(submission(OWNER, JOBSPEC));
        pass(1000);
        assertEquals(List.of(), answers());
        send(submission(OWNER, JOBSPEC));
        assertEquals(List.of("id", "id"), answers());
    }

    @Test
    void aJobThatTheJobManagerRefusesIsTakenOutOfTheKvs() {
        peers.refuseLast("no");
        load();
        send(submission(OWNER, JOBSPEC));
        send(submission(OWNER, JOBSPEC));
        pass(10);
        assertEquals(List.of("id", "22 no"), answers());
        assertEquals(
                "[{\"key\":\""
                        + new JobId(42L << 24 | 1).kvs()
                        + "\",\"flags\":0,\"dirent\":null}]",
                peers.commits().getLast().array("ops").orElseThrow().toString());
    }

    @Test
    void aBatchThatTheJobManagerDoesNotTakeIsTakenOutOfTheKvs() {
        peers.failManager(Errno.ENOSYS);
        load();
        send(submission(OWNER, JOBSPEC));
        pass(10);
        assertEquals(List.of("38 Function not implemented"), answers());
        assertEquals(2, peers.commits().size());
    }

    @Test
    void aFullStoreIsTold() {
        peers.failKvs(Errno.ENOSPC);
        load();
        send(submission(OWNER, JOBSPEC));
        pass(10);
        assertEquals(List.of("28 KVS commit failed"), answers());
        assertEquals(List.of(), peers.submissions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    urgency | 32 | 22 urgency range is [0:31]
                    urgency | -1 | 22 urgency range is [0:31]
                    flags   | 16 | 71 invalid job flags
                    flags   | 1  | 71 invalid job flags
                    """)
    void theOwnerIsToldWhatIsWrong(String key, int value, String text) {
        load();
        assertEquals(
                text,
                refusal(
                        submission(OWNER, JOBSPEC).with(key, JsonValue.of(value)),
                        Credentials.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    urgency | 17 | 22 only the instance owner can submit with urgency >16
                    flags   | 4  | 22 only the instance owner can submit with FLUX_JOB_WAITABLE
                    flags   | 8  | 1 only the instance owner can submit with FLUX_JOB_NOVALIDATE
                    urgency | 16 | 1 only instance owner can use sign-type=none
                    """)
    void guestsMayNotDoEverything(String key, int value, String text) {
        load();
        assertEquals(
                text, refusal(submission(2000, JOBSPEC).with(key, JsonValue.of(value)), GUEST));
    }

    @Test
    void aJobMustBeOfWhoSubmitsIt() {
        load();
        assertEquals(
                "1 signer=5 != requestor=1000", refusal(submission(5, JOBSPEC), Credentials.NONE));
    }

    @Test
    void whatIsNoEnvelopeOrNoJsonIsRefused() {
        load();
        assertEquals(
                "22 could not unwrap jobspec: Invalid argument",
                refusal(
                        submission(OWNER, JOBSPEC).with("J", JsonValue.of("foo")),
                        Credentials.NONE));
        assertTrue(
                refusal(submission(OWNER, "{"), Credentials.NONE)
                        .startsWith("22 jobspec: invalid JSON: "));
    }

    @Test
    void otherMechanismsAreRefusedByName() {
        load();
        String header = "version\0i1\0mechanism\0smunge\0userid\0i1000\0";
        String signed =
                Base64.getEncoder().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                        + ".e30=.MUNGE:";
        assertEquals(
                "38 could not unwrap jobspec: mechanism=munge: flux-security is not there",
                refusal(
                        submission(OWNER, JOBSPEC).with("J", JsonValue.of(signed)),
                        Credentials.NONE));
    }

    @Test
    void theValidatorIsHeardUnlessTheOwnerSaysOtherwise() {
        load();
        JsonObject bad = submission(OWNER, "{\"version\":1}");
        assertEquals("1 Missing key (resources)", refusal(bad, Credentials.NONE));
        send(bad.with("flags", JsonValue.of(8)));
        pass(10);
        assertEquals(List.of("id"), answers());
        assertEquals(
                "{\"running\":0,\"requests\":1,\"errors\":1,\"trash\":0,\"backlog\":0,\"pids\":[]}",
                broker.ask("job-ingest.stats-get", "{}")
                        .object("pipeline")
                        .flatMap(pipeline -> pipeline.object("validator"))
                        .orElseThrow()
                        .toString());
    }

    @Test
    void feasibilityIsAskedOfTheScheduler() {
        load("validator-plugins=jobspec,feasibility");
        assertEquals(
                "75 unsatisfiable request: x",
                refusal(submission(OWNER, JOBSPEC), Credentials.NONE));
    }

    @Test
    void defaultsOfThePolicyAreApplied() {
        broker.configure(
                JsonObject.parse(
                        """
                        {"policy":{"jobspec":{"defaults":{"system":{"duration":"1m"}}}}}
                        """));
        load();
        send(submission(OWNER, JOBSPEC));
        pass(10);
        assertTrue(value(peers.commits().getFirst(), 1).contains("\"duration\":60.0"));
    }

    @Test
    void coral2sRuleForRabbitsIsAskedByName() {
        broker.configure(
                JsonObject.parse(
                        """
                        {"ingest":{"frobnicator":{"plugins":["defaults","constraints","rabbit"]}}}
                        """));
        load();
        String onRabbits =
                JOBSPEC.replace(
                        "\"duration\":0",
                        "\"duration\":0,\"dw\":\"x\",\"allow_rabbits\":true,"
                                + "\"constraints\":{\"hostlist\":[\"a\"]}");
        send(submission(OWNER, onRabbits));
        pass(10);
        assertEquals(List.of(), peers.commands(), "the broker does it");
        assertTrue(
                value(peers.commits().getFirst(), 1)
                        .contains(
                                "{\"or\":[{\"hostlist\":[\"a\"]},{\"properties\":[\"rabbit\"]}]}"));
    }

    @Test
    void rootSubmitsOnlyToItsOwnInstance() {
        Credentials root = new Credentials(0, Credentials.OWNER);
        broker.attributes().set("security.owner", "1000");
        load();
        assertEquals(
                "22 submission of jobs as user root not supported",
                refusal(submission(0, JOBSPEC), root));
    }

    @Test
    void otherPluginsAreLeftToFluxCoresPrograms() {
        load("validator-plugins=jobspec,/my/plugin.py", "validator-args=--a,--b");
        send(submission(OWNER, JOBSPEC));
        assertEquals(
                List.of(
                        "[\"flux\",\"job-validator\",\"--plugins\",\"jobspec,/my/plugin.py\","
                                + "\"--a\",\"--b\"]"),
                peers.commands());
        assertTrue(peers.input().getFirst().contains("\\\"rolemask\\\":"));
        peers.answer("{\"errnum\":22,\"errstr\":\"I do not like it\"}");
        broker.reactor().run();
        assertEquals(List.of("22 I do not like it"), answers());
        send(submission(OWNER, JOBSPEC));
        peers.answer("{\"errnum\":0}");
        broker.reactor().run();
        pass(10);
        assertEquals(List.of("id"), answers());
        assertEquals(1, peers.commands().size(), "one process does both");
    }

    @Test
    void anIdleWorkerIsToldToEnd() {
        load("validator-plugins=x");
        send(submission(OWNER, JOBSPEC));
        peers.answer("{\"errnum\":0}");
        broker.reactor().run();
        pass(5000);
        assertEquals("{\"stream\":\"stdin\",\"rank\":\"0\",\"eof\":true}", peers.input().getLast());
        send(submission(OWNER, JOBSPEC));
        assertEquals(2, peers.commands().size(), "the next job gets another process");
    }

    @Test
    void manyJobsGetFurtherWorkers() {
        load("validator-plugins=x");
        for (int i = 0; i < 32; i++) {
            send(submission(OWNER, JOBSPEC));
        }
        assertEquals(1, peers.commands().size());
        send(submission(OWNER, JOBSPEC));
        assertEquals(2, peers.commands().size());
    }

    @Test
    void aWorkerThatDiesFailsItsJobs() {
        load("validator-plugins=x");
        send(submission(OWNER, JOBSPEC));
        peers.end();
        broker.reactor().run();
        assertEquals(List.of("71 Unrecoverable error: worker unexpectedly exited"), answers());
    }

    @Test
    void aBadArgumentIsRefused() {
        for (String argument : List.of("foo", "batch-count=-1", "buffer-size=1f")) {
            assertThrows(FluxException.class, () -> load(argument), argument);
        }
    }

    @Test
    void aBadConfigurationLeavesTheOneBefore() {
        load();
        FluxException refused =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.ask(
                                        "job-ingest.config-reload",
                                        "{\"ingest\":{\"validator\":{\"plugins\":[1]}}}"));
        assertEquals("error in [ingest.validator] plugins array", refused.text());
        broker.ask("job-ingest.config-reload", "{\"ingest\":{\"validator\":{\"disable\":true}}}");
        send(submission(OWNER, "{}"));
        pass(10);
        assertEquals(List.of("id"), answers());
    }

    @Test
    void jobsThatWaitAreAnsweredWhenTheModuleEnds() {
        load();
        send(submission(OWNER, JOBSPEC));
        broker.get(broker.modules().remove("job-ingest", false));
        broker.reactor().run();
        assertEquals(List.of("id"), answers());
    }

    @Test
    void tellsItsTime() {
        load();
        pass(3);
        assertEquals("{\"timestamp\":45}", broker.ask("job-ingest.getinfo", "{}").toString());
    }
}
