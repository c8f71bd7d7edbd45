package fluxj.services.jobexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.treeobj.Symlink;
import fluxj.treeobj.Treeobj;
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
import java.util.List;
import java.util.Optional;

class JobExecServiceTest {
    private static final String RELEASE = "release {\"ranks\":\"all\",\"final\":true}";
    private static final String MOCK = "{\"exec\":{\"test\":{\"run_duration\":\"1s\"}}}";
    private static final int SHELL = 101;

    private final ScriptedInstance instance = new ScriptedInstance();

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), instance.broker.faults());
    }

    @Test
    void itSaysHelloToTheJobManager() {
        assertEquals(
                List.of("job-manager.exec-hello {\"service\":\"job-exec\"}"), instance.requests);
    }

    @Test
    void aShellRunsWithItsJobsNamespace() {
        instance.start("{}", false);
        JsonObject command = instance.commands.getFirst();
        assertEquals(
                "[\"/usr/bin/shell\",\"24058527744\"]",
                command.get("cmdline").orElseThrow().toString());
        JsonObject env = command.object("env").orElseThrow();
        assertEquals("b", env.text("A").orElseThrow());
        assertEquals(ScriptedInstance.NAMESPACE, env.text("FLUX_KVS_NAMESPACE").orElseThrow());
        assertEquals(List.of("start {}"), instance.told());
    }

    @Test
    void theJobspecMayNameAnotherShell() {
        instance.start("{\"exec\":{\"job_shell\":\"/my/shell\"}}", false);
        assertEquals(
                "[\"/my/shell\",\"24058527744\"]",
                instance.commands.getFirst().get("cmdline").orElseThrow().toString());
    }

    @Test
    void withoutAProgramTheBrokersOwnShellsRunTheJob() {
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        instance.load("service=job-shell");
        instance.start("{}", false);
        assertEquals(
                "{\"cmdline\":[\"job-shell\",\"24058527744\"],\"env\":{},\"opts\":{},\"channels\":[]}",
                instance.commands.getFirst().toString());
        assertEquals(List.of("start {}"), instance.told());
    }

    @Test
    void outsideOfFluxCoresEnvironmentItsShellIsNotTheJobs() {
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        instance.broker.environment().unset("FLUX_EXEC_PATH");
        instance.load();
        instance.start("{}", false);
        assertEquals(
                "[\"job-shell\",\"24058527744\"]",
                instance.commands.getFirst().get("cmdline").orElseThrow().toString());
    }

    @Test
    void theShellOptionHomeChoosesWhereShellsRun() {
        instance.start("{\"shell\":{\"options\":{\"shell\":{\"home\":\"broker\"}}}}", false);
        assertEquals(
                "[\"job-shell\",\"24058527744\"]",
                instance.commands.getFirst().get("cmdline").orElseThrow().toString());
    }

    @Test
    void theTableChoosesWhereShellsRun() {
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        instance.load("shell-home=broker");
        instance.start("{}", false);
        assertEquals(
                "[\"job-shell\",\"24058527744\"]",
                instance.commands.getFirst().get("cmdline").orElseThrow().toString());
    }

    @Test
    void aProcessOfItsOwnRunsThisInstallationsShell() {
        instance.start("{\"shell\":{\"options\":{\"shell\":{\"home\":\"process\"}}}}", false);
        String home = System.getProperty("fluxj.home");
        List<String> expected =
                home == null
                        ? List.of()
                        : List.of("[\"" + home + "/bin/fluxj-shell\",\"24058527744\"]");
        assertEquals(
                expected,
                instance.commands.stream()
                        .map(command -> command.get("cmdline").orElseThrow().toString())
                        .toList());
    }

    @Test
    void aHomeThatIsNoneIsNamedWithThoseThereAre() {
        instance.start("{\"shell\":{\"options\":{\"shell\":{\"home\":\"moon\"}}}}", false);
        assertTrue(
                instance.told().stream()
                        .anyMatch(
                                line ->
                                        line.contains(
                                                "invalid shell option shell.home=\\\"moon\\\": a"
                                                        + " shell's home is broker or process")),
                () -> instance.told().toString());
    }

    @Test
    void theGuestNamespaceIsLinkedThenMoved() {
        instance.start("{}", false);
        assertEquals(
                "{\"data\":{\"namespace\":\"job-24058527744\",\"target\":\".\"},"
                        + "\"type\":\"symlink\",\"ver\":1}",
                instance.namespaces.get("primary").get(ScriptedInstance.GUEST).toString());
        instance.write(SHELL, "oops");
        instance.exit(SHELL, 256);
        assertEquals(List.of("start {}", "finish {\"status\":256}", RELEASE), instance.told());
        assertFalse(instance.namespaces.containsKey(ScriptedInstance.NAMESPACE));
        assertEquals(
                List.of("init", "starting", "log", "shell-exit", "complete", "done"),
                instance.events());
        assertTrue(stats().object("jobs").orElseThrow().keys().isEmpty());
    }

    @Test
    void eventsAreCommittedAfterAShortWhile() {
        instance.start("{}", false);
        assertEquals(List.of("init"), instance.events());
        instance.advance(0.01);
        assertEquals(List.of("init", "starting"), instance.events());
    }

    @Test
    void anExceptionEndsTheShell() {
        instance.start("{}", false);
        instance.raise("cancel");
        assertEquals(List.of(SHELL + " 15"), instance.kills);
        instance.advance(5);
        assertEquals(
                "job-manager.kill {\"id\":24058527744,\"signum\":9}", instance.requests.getLast());
        instance.exit(SHELL, 9);
        assertEquals(List.of("start {}", "finish {\"status\":9}", RELEASE), instance.told());
        instance.advance(1000);
        assertEquals(List.of(SHELL + " 15"), instance.kills);
    }

    @Test
    void aFullDiskEndsTheJobAndLeavesNothing() {
        instance.failKvs();
        instance.start("{}", false);
        assertEquals(
                List.of(
                        "exception {\"severity\":0,\"type\":\"exec\",\"note\":\"failed to create"
                                + " guest ns: No space left on device\"}",
                        RELEASE),
                instance.told());
        assertEquals(0, instance.commands.size());
        assertTrue(stats().object("jobs").orElseThrow().keys().isEmpty());
    }

    @Test
    void aRequestThatNobodyCanMakeOutEndsTheRelation() {
        instance.broker.send(
                Request.of("job-exec.start", Payload.NONE, Message.NODEID_ANY, 0, 0)
                        .withCred(Credentials.NONE));
        instance.broker.reactor().run();
        assertEquals(List.of("error 71"), instance.told());
    }

    @Test
    void theSameJobTwiceIsRefusedAndTheFirstGoesOn() {
        instance.start("{}", false);
        instance.start("{}", false);
        assertEquals(
                List.of(
                        "start {}",
                        "exception {\"severity\":0,\"type\":\"exec\",\"note\":\"failed to hash job:"
                                + " File exists\"}",
                        RELEASE),
                instance.told());
        instance.exit(SHELL, 0);
        assertEquals(RELEASE, instance.told().getLast());
        assertEquals(5, instance.told().size());
    }

    @Test
    void anUnknownKeyForTheShellsIsRefused() {
        instance.start("{\"exec\":{\"bulkexec\":{\"foo\":1}}}", false);
        assertEquals(
                "exception {\"severity\":0,\"type\":\"exec\",\"note\":\"failed to initialize"
                        + " implementation: failed to unpack system.exec.bulkexec for fdeyF7V:"
                        + " 1 object item(s) left unpacked: foo\"}",
                instance.told().getFirst());
        assertTrue(
                instance.broker.logged().stream()
                        .anyMatch(line -> line.endsWith("1 object item(s) left unpacked: foo")),
                instance.broker.logged().toString());
    }

    // --- after a restart

    @Test
    void aMockJobIsFoundAgainByTheNextModule() {
        instance.start(MOCK, false);
        instance.advance(0.02);
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        assertEquals(List.of("init", "starting", "recoverable"), instance.events());
        assertTrue(
                instance.namespaces
                        .get("primary")
                        .get(ScriptedInstance.GUEST)
                        .toString()
                        .contains("dirref"));
        instance.namespaces
                .get("primary")
                .put(
                        "job.0000.0005.9a00.0000.eventlog",
                        Treeobj.Val.of(
                                        "{\"timestamp\":1.0,\"name\":\"start\"}\n"
                                                .getBytes(StandardCharsets.UTF_8))
                                .toJson());
        instance.load();
        instance.start(MOCK, true);
        instance.advance(2);
        assertEquals(
                List.of("start {}", "reattached {}", "finish {\"status\":0}", RELEASE),
                instance.told());
        assertEquals(
                List.of(
                        "init",
                        "starting",
                        "recoverable",
                        "reattach",
                        "re-starting",
                        "complete",
                        "done"),
                instance.events());
    }

    @Test
    void aLinkInPlaceOfTheNamespaceMeansThatItIsLost() {
        instance.start(MOCK, false);
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        instance.namespaces
                .get("primary")
                .put(
                        ScriptedInstance.GUEST,
                        new Symlink(".", Optional.of(ScriptedInstance.NAMESPACE)).toJson());
        instance.broker.received().clear();
        instance.load();
        instance.start(MOCK, true);
        assertEquals(
                List.of(
                        "exception {\"severity\":0,\"type\":\"exec\",\"note\":\"failed to create"
                                + " guest ns: No such file or directory\"}",
                        RELEASE),
                instance.told());
    }

    @Test
    void aShellInTheBackgroundIsFoundAgainByItsLabel() {
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        instance.load("method=bgexec");
        instance.start("{}", false);
        assertEquals("shell-0-fdeyF7V", instance.commands.getFirst().text("label").orElseThrow());
        instance.advance(0.02);
        assertEquals(List.of("init", "starting", "recoverable"), instance.events());
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        instance.namespaces
                .get("primary")
                .put(
                        "job.0000.0005.9a00.0000.eventlog",
                        Treeobj.Val.of(
                                        "{\"timestamp\":1.0,\"name\":\"start\"}\n"
                                                .getBytes(StandardCharsets.UTF_8))
                                .toJson());
        instance.load("method=bgexec");
        instance.start("{}", true);
        assertEquals(
                "{\"pid\":-1,\"label\":\"shell-0-fdeyF7V\"}",
                instance.waits.getLast().request().payload().json().toString());
        instance.endWaited(512);
        assertEquals(
                List.of("start {}", "reattached {}", "finish {\"status\":512}", RELEASE),
                instance.told());
        assertEquals(1, instance.commands.size());
    }

    // --- others

    @Test
    void aShellAtTheBarrierIsAnsweredAlthoughItWantsNone() {
        instance.start("{}", false);
        instance.broker.send(
                Request.of(
                                "job-exec.shell-barrier",
                                Payload.of(JsonObject.parse("{\"id\":24058527744,\"rank\":0}")),
                                Message.NODEID_ANY,
                                0,
                                Message.NORESPONSE)
                        .withCred(Credentials.NONE));
        instance.broker.reactor().run();
        Response response =
                (Response)
                        instance.broker.received().stream()
                                .filter(message -> message.topic().endsWith("shell-barrier"))
                                .findFirst()
                                .orElseThrow();
        assertEquals(0, response.errnum());
        assertEquals(0, response.matchtag());
        assertFalse(response.has(Message.NORESPONSE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "job-exec.override | {\"event\":\"start\",\"jobid\":1} | 2 | Job not found",
                "job-exec.override | {\"event\":\"start\",\"jobid\":24058527744} | 22 | Job not in"
                        + " exec override mode",
                "job-exec.critical-ranks | {\"id\":1,\"ranks\":\"0\"} | 2 | ``",
                "job-exec.critical-ranks | {\"id\":24058527744,\"ranks\":\"foo\"} | 22 | error"
                        + " parsing range 'foo'",
                "job-exec.expiration | {\"id\":1,\"expiration\":1} | 2 | ``",
                "job-exec.config-reload | {\"exec\":{\"kill-timeout\":\"foo\"}} | 22 | invalid"
                        + " kill-timeout: foo",
            })
    void refusesInFluxWords(String topic, String body, int errnum, String text) {
        instance.start(MOCK, false);
        FluxException error =
                assertThrows(FluxException.class, () -> instance.broker.ask(topic, body));
        assertEquals(errnum, error.errno().number());
        assertEquals(text, error.text());
    }

    @Test
    void aMockJobCanBeMovedOnByHand() {
        instance.start("{\"duration\":0,\"exec\":{\"test\":{\"override\":1}}}", false);
        assertEquals(List.of(), instance.told());
        override("start");
        assertEquals(List.of("start {}"), instance.told());
        override("finish");
        assertEquals(RELEASE, instance.told().getLast());
    }

    private void override(String event) {
        instance.broker.ask(
                "job-exec.override",
                "{\"event\":\"" + event + "\",\"jobid\":24058527744,\"status\":0}");
    }

    private JsonObject stats() {
        return instance.broker.ask("job-exec.stats-get", "{}");
    }

    @Test
    void statsShowJobsAndSettings() {
        instance.start("{}", false);
        assertEquals(
                "{\"implementation\":\"bulk-exec\",\"ns\":\"job-24058527744\","
                        + "\"critical_ranks\":\"0\",\"multiuser\":0,\"has_namespace\":1,"
                        + "\"exception_in_progress\":0,\"started\":1,\"running\":1,"
                        + "\"finalizing\":0,\"expiration\":0.0,\"kill_timeout\":5.0,"
                        + "\"kill_count\":0,\"kill_shell_count\":0,\"total_shells\":1,"
                        + "\"active_shells\":1,\"active_ranks\":\"0\"}",
                stats().object("jobs").orElseThrow().get("fdeyF7V").orElseThrow().toString());
        assertEquals(JsonValue.of("bulk-exec"), stats().get("method").orElseThrow());
    }

    @Test
    void aBadArgumentIsRefused() {
        instance.broker.get(instance.broker.modules().remove("job-exec", false));
        FluxException error =
                assertThrows(FluxException.class, () -> instance.load("kill-timeout=1f"));
        assertEquals("invalid kill-timeout: 1f", error.text());
        assertTrue(
                instance.broker
                        .logged()
                        .contains("job-exec.err: error parsing config: invalid kill-timeout: 1f"));
    }
}
