package fluxj.core.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.runat.BuiltinScript;
import fluxj.core.runat.Runat;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.module.BuiltinSet;
import fluxj.module.TestBroker;
import fluxj.platform.Signum;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceFactory;
import fluxj.services.groups.GroupsService;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.SubprocessServer;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// The life of a rank 0 whose scripts a test plays, with real services around it and no sockets.
class LifecycleTest {
    private static final Duration BATCH = Duration.ofMillis(150);

    private static final ServiceFactory GROUPS = ServiceFactory.of("groups", GroupsService::new);

    private final List<ServiceFactory> builtins = new ArrayList<>(List.of(GROUPS));
    private final Map<String, IntConsumer> running = new LinkedHashMap<>();
    private final List<String> defined = new ArrayList<>();
    private final List<String> aborted = new ArrayList<>();
    private int exits;
    private TestBroker broker = new TestBroker();
    private ExitCode exitCode = new ExitCode(broker.attributes());
    private Runat runat = scripts();

    /// A list that runs until the test ends it.
    private record Played(LifecycleTest test, String list) implements BuiltinScript {
        @Override
        public void start(IntConsumer onDone) {
            test.running.put(list, onDone);
        }

        @Override
        public void abort() {
            test.aborted.add(list);
        }
    }

    private void isFollower() {
        broker = new TestBroker(1);
        exitCode = new ExitCode(broker.attributes());
        runat = scripts();
    }

    /// Lists without commands.
    private Runat scripts() {
        SubprocessServer noProcesses =
                new SubprocessServer(
                        broker.reactor(),
                        _ -> {
                            throw new FluxException(Errno.ENOSYS);
                        },
                        new ServerEnvironment(0, "", Map.of()),
                        (_, _) -> {},
                        (_, _) -> {
                            throw new FluxException(Errno.ENOSYS);
                        });
        return new Runat(broker.core().environment(), noProcesses, _ -> {}, _ -> {});
    }

    /// Never comes to run.
    private static final class Late implements Service {
        @Override
        public HandlerTable handlers() {
            return HandlerTable.builder().build();
        }

        @Override
        public Promise<Empty> start() {
            return new Deferred<>();
        }
    }

    private void define(String... lists) {
        for (String list : lists) {
            defined.add(list);
            runat.define(list, new Played(this, list));
        }
    }

    private Lifecycle born() {
        Lifecycle lifecycle =
                new Lifecycle(
                        broker.core(),
                        exitCode,
                        runat,
                        new BuiltinSet(broker.modules(), builtins, (_, _) -> {}, () -> {}),
                        new SystemdStatus(
                                (_, _) -> {},
                                broker.attributes(),
                                broker.environment(),
                                (_, _) -> {}));
        broker.core().add("state-machine", _ -> new StateMachineService(lifecycle, exitCode));
        return lifecycle;
    }

    private Lifecycle running() {
        Lifecycle lifecycle = born();
        lifecycle.start(() -> exits++);
        broker.reactor().advance(BATCH);
        if (defined.contains("rc1")) {
            finish("rc1", 0);
        }
        broker.reactor().advance(BATCH);
        assertEquals("run", state());
        return lifecycle;
    }

    private void finish(String list, int rc) {
        IntConsumer done = running.remove(list);
        if (done == null) {
            throw new IllegalStateException(list + " does not run; these do: " + running.keySet());
        }
        done.accept(rc);
        broker.reactor().run();
    }

    private String state() {
        return broker.ask("state-machine.get", "{}").text("state").orElse("");
    }

    private List<String> transitions() {
        List<String> words = new ArrayList<>();
        for (String line : broker.logged()) {
            if (line.startsWith("broker.info: ") && line.contains("->")) {
                words.add(line.substring("broker.info: ".length(), line.lastIndexOf(' ')));
            }
        }
        return words;
    }

    @Test
    void aSingletonWalksThroughAllItsStates() {
        define("rc2");
        Lifecycle lifecycle = running();
        finish("rc2", 0);
        lifecycle.post("children-none");
        broker.reactor().run();
        lifecycle.post("goodbye");
        broker.reactor().run();
        assertEquals(
                List.of(
                        "builtins-success: load-builtins->join",
                        "parent-none: join->config-sync",
                        "sync-none: config-sync->init",
                        "rc1-none: init->quorum",
                        "quorum-full: quorum->run",
                        "rc2-success: run->cleanup",
                        "cleanup-none: cleanup->shutdown",
                        "children-none: shutdown->finalize",
                        "rc3-none: finalize->goodbye",
                        "goodbye: goodbye->unload-builtins",
                        "builtins-done: unload-builtins->exit"),
                transitions());
        assertEquals(1, exits);
        assertEquals(0, exitCode.code());
    }

    @Test
    void aTransitionIsLoggedWithTheTimeInTheOldState() {
        define("rc1");
        born().start(() -> exits++);
        broker.reactor().advance(Duration.ofMinutes(2));
        finish("rc1", 0);
        assertTrue(
                broker.logged().contains("broker.info: rc1-success: init->quorum 2m"),
                () -> broker.logged().toString());
    }

    @Test
    void anEventThatDoesNotApplyIsIgnoredAndSaid() {
        running().post("no-such-event");
        broker.reactor().run();
        assertTrue(broker.logged().contains("broker.debug: no-such-event: ignored in run"));
    }

    @Test
    void theExitCodeIsThatOfTheFirstScriptThatFails() {
        define("rc2", "rc3", "cleanup");
        Lifecycle lifecycle = running();
        finish("rc2", 3);
        finish("cleanup", 4);
        lifecycle.post("children-none");
        broker.reactor().run();
        finish("rc3", 5);
        assertEquals(3, exitCode.code());
    }

    @Test
    void aFailedRc1SkipsTheInitialProgram() {
        define("rc1", "rc2");
        born().start(() -> exits++);
        broker.reactor().run();
        finish("rc1", 7);
        assertEquals("shutdown", state());
        assertEquals(7, exitCode.code());
        assertFalse(running.containsKey("rc2"));
    }

    @Test
    void exitNorestartTakesThePlaceOfAnRc1Failure() {
        broker.attributes().set("broker.exit-norestart", "99");
        define("rc1");
        born().start(() -> exits++);
        broker.reactor().run();
        finish("rc1", 7);
        assertEquals(99, exitCode.code());
    }

    @Test
    void recoveryModeGoesOnWithoutRc1() {
        broker.attributes().set("broker.recovery-mode", "1");
        define("rc1");
        born().start(() -> exits++);
        broker.reactor().run();
        finish("rc1", 7);
        broker.reactor().advance(BATCH);
        assertEquals("run", state());
        assertEquals(0, exitCode.code());
    }

    @Test
    void builtinsThatDoNotLoadEndTheBroker() {
        builtins.add(
                ServiceFactory.of(
                        "overlay",
                        _ -> {
                            throw new FluxException(Errno.EINVAL, "no address");
                        }));
        born().start(() -> exits++);
        broker.reactor().run();
        assertEquals(1, exits);
        assertEquals(1, exitCode.code());
        assertTrue(
                broker.logged()
                        .contains("broker.err: error loading builtins: overlay: no address"));
    }

    @Test
    void aSignalAbortsWhatRunsNow() {
        define("rc1", "rc2", "rc3", "cleanup");
        Lifecycle lifecycle = born();
        lifecycle.start(() -> exits++);
        broker.reactor().run();
        lifecycle.kill(Signum.SIGTERM);
        finish("rc1", 0);
        broker.reactor().advance(BATCH);
        lifecycle.kill(Signum.SIGTERM);
        finish("rc2", 129);
        lifecycle.kill(Signum.SIGTERM);
        finish("cleanup", 0);
        lifecycle.kill(Signum.SIGTERM);
        lifecycle.post("children-none");
        broker.reactor().run();
        lifecycle.kill(Signum.SIGTERM);
        assertEquals(List.of("rc1", "rc2", "cleanup", "rc3"), aborted);
        assertTrue(broker.logged().contains("broker.info: ignored signal 15 in shutdown"));
        assertEquals(129, exitCode.code());
    }

    @Test
    void aSignalForJobsGoesToThoseWhoHaveThem() {
        SignalHandler signals = new SignalHandler(broker.core(), running());
        List<String> asked = new ArrayList<>();
        broker.core()
                .add(
                        "job-manager",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(
                                                        JobManagerProtocol.KILLALL,
                                                        call -> {
                                                            asked.add(call.body().toString());
                                                            call.reply(
                                                                    new JobManagerProtocol.Tally(
                                                                            0, 0));
                                                        })
                                                .build());
        signals.received(Signum.SIGUSR1);
        broker.reactor().run();
        assertEquals(List.of("KillAll[dryRun=false, userid=-1, signum=10]"), asked);
        assertEquals("run", state());
    }

    @Test
    void aSignalForJobsThatNobodyHasEndsTheInstance() {
        SignalHandler signals = new SignalHandler(broker.core(), running());
        signals.received(Signum.SIGUSR2);
        broker.reactor().run();
        assertEquals("shutdown", state());
        assertTrue(
                broker.logged()
                        .contains(
                                "broker.info: killall failed, delivering signal 12 locally"
                                        + " instead"));
    }

    @Test
    void aSignalEndsAnInstanceWithoutInitialProgram() {
        running().kill(Signum.SIGINT);
        broker.reactor().run();
        assertEquals("shutdown", state());
        assertEquals(0, exitCode.code());
    }

    @Test
    void cleanupHasALimitOnlyAfterASignal() {
        broker.attributes().set("broker.cleanup-timeout", "5s");
        define("rc2", "cleanup");
        Lifecycle lifecycle = running();
        finish("rc2", 0);
        broker.reactor().advance(Duration.ofSeconds(6));
        assertEquals(List.of(), aborted);
        lifecycle.post("never");
    }

    @Test
    void cleanupAfterASignalIsAborted() {
        broker.attributes().set("broker.cleanup-timeout", "5s");
        define("rc2", "cleanup");
        Lifecycle lifecycle = running();
        lifecycle.kill(Signum.SIGTERM);
        finish("rc2", 129);
        broker.reactor().advance(Duration.ofSeconds(6));
        assertEquals(List.of("rc2", "cleanup"), aborted);
    }

    @Test
    void aModuleThatFailsEndsTheInitialProgramAndTheBroker() {
        define("rc2");
        Lifecycle lifecycle = running();
        lifecycle.moduleFailed("kvs");
        assertEquals(List.of("rc2"), aborted);
        assertEquals(1, exitCode.code());
        assertTrue(broker.logged().contains("broker.crit: kvs module runtime failure"));
    }

    @Test
    void aModuleThatFailsWithoutInitialProgramIsAPanic() {
        running().moduleFailed("kvs");
        broker.reactor().run();
        assertTrue(transitions().contains("panic: run->shutdown"));
    }

    @Test
    void aModuleThatEndsWithAnErrorCountsOnlyWhenTheBrokerEnds() {
        Lifecycle lifecycle = running();
        assertFalse(lifecycle.moduleEnded());
        assertEquals(0, exitCode.code());
        define("cleanup");
        lifecycle.kill(Signum.SIGTERM);
        broker.reactor().run();
        assertEquals("cleanup", state());
        assertTrue(lifecycle.moduleEnded());
        assertEquals(1, exitCode.code());
    }

    @Test
    void nopanicLetsTheBrokerLiveOn() {
        broker.attributes().set("broker.module-nopanic", "1");
        running().moduleFailed("kvs");
        broker.reactor().run();
        assertEquals("run", state());
        assertEquals(0, exitCode.code());
    }

    @Test
    void aParentLostBeforeJoinEndsTheBroker() {
        isFollower();
        Lifecycle lifecycle = born();
        lifecycle.post("parent-fail");
        lifecycle.start(() -> exits++);
        broker.reactor().run();
        assertTrue(broker.logged().contains("broker.debug: parent-fail: ignored in load-builtins"));
        assertEquals("shutdown", state(), () -> broker.logged().toString());
    }

    @Test
    void shutdownIsRefusedBeforeRun() {
        Lifecycle lifecycle = born();
        FluxException refusal = assertThrows(FluxException.class, lifecycle::initiateShutdown);
        assertEquals("shutdown cannot be initiated in state load-builtins", refusal.text());
    }

    @Test
    void goodbyeThatNobodySaysTimesOut() {
        Lifecycle lifecycle = running();
        lifecycle.kill(Signum.SIGTERM);
        broker.reactor().run();
        lifecycle.post("children-none");
        broker.reactor().advance(Duration.ofSeconds(61));
        assertTrue(broker.logged().contains("broker.err: goodbye timeout after 60.0s"));
        assertEquals("exit", state());
    }

    @Test
    void quorumThatIsLateIsNamed() {
        broker.attributes().set("broker.quorum-warn", "2s");
        broker.attributes().set("hostlist", "fake0");
        builtins.add(ServiceFactory.of("late", _ -> new Late()));
        Lifecycle lifecycle = born();
        lifecycle.start(() -> exits++);
        broker.reactor().run();
        lifecycle.post("builtins-success");
        lifecycle.post("quorum-warn");
        // No member joins before the groups module has had its tenth of a second.
        broker.reactor().run();
        assertEquals("quorum", state());
        broker.reactor().advance(BATCH);
        assertTrue(
                broker.logged().contains("broker.info: online: fake0 (ranks 0)"),
                () -> broker.logged().toString());
    }

    @Test
    void attributesThatMakeNoSenseAreRefusedByName() {
        broker.attributes().set("broker.quorum", "2");
        FluxException refusal = assertThrows(FluxException.class, this::born);
        assertEquals("Error parsing broker.quorum attribute", refusal.text());
    }

    @Test
    void anAttributeThatIsNoDurationIsRefusedByName() {
        broker.attributes().set("broker.shutdown-timeout", "soon");
        FluxException refusal = assertThrows(FluxException.class, this::born);
        assertEquals("Error parsing broker.shutdown-timeout attribute", refusal.text());
    }

    // --- the service

    @Test
    void monitorShowsEachStateUpToTheLastWanted() {
        Lifecycle lifecycle = born();
        broker.send(
                Request.of(
                        "state-machine.monitor",
                        Payload.of(JsonObject.of("final", 3)),
                        Message.NODEID_ANY,
                        77,
                        Message.STREAMING));
        broker.reactor().run();
        lifecycle.start(() -> exits++);
        broker.reactor().run();
        List<String> seen = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response) {
                seen.add(
                        response.errnum() != 0
                                ? "end " + response.errnum()
                                : response.payload().text());
            }
        }
        assertEquals(
                List.of(
                        "{\"state\":0}",
                        "{\"state\":0}",
                        "{\"state\":1}",
                        "{\"state\":2}",
                        "{\"state\":3}",
                        "end 61"),
                seen);
    }

    @Test
    void waitAnswersWhenTheBrokerRunsAndRefusesAfterwards() {
        Lifecycle lifecycle = running();
        broker.ask("state-machine.wait", "{}");
        lifecycle.kill(Signum.SIGTERM);
        broker.reactor().run();
        FluxException late =
                assertThrows(FluxException.class, () -> broker.ask("state-machine.wait", "{}"));
        assertEquals(Errno.ENOENT, late.errno());
        assertEquals("broker has surpassed RUN state", late.text());
    }

    @Test
    void postIsOneWay() {
        running();
        FluxException refusal =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.exchange(
                                        "state-machine.post",
                                        Payload.of(JsonObject.of("event", "shutdown")),
                                        Credentials.NONE));
        assertEquals(Errno.EPROTO, refusal.errno());
        assertEquals("run", state());
    }

    @Test
    void anErrorPostedByTheOverlayIsTheExitCode() {
        running();
        broker.send(
                Request.of(
                        "state-machine.post",
                        Payload.of(
                                JsonObject.builder()
                                        .put("event", "parent-fail")
                                        .put("error", true)
                                        .build()),
                        Message.NODEID_ANY,
                        0,
                        Message.NORESPONSE));
        broker.reactor().run();
        assertEquals(1, exitCode.code());
        assertTrue(transitions().contains("parent-fail: run->cleanup"));
    }
}
