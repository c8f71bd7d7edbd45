package fluxj.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.event.EventService;
import fluxj.core.module.ModuleService;
import fluxj.core.service.ServiceNameService;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.rpc.Empty;
import fluxj.rpc.SlowReader;
import fluxj.service.ModuleSpec;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class ModuleTableTest {
    private final EchoModule.Factory echo = new EchoModule.Factory();
    private final TestBroker broker = new TestBroker(echo);

    @BeforeEach
    void addServices() {
        broker.core().add("module", flux -> new ModuleService(flux, broker.modules()));
        broker.core().add("service", _ -> new ServiceNameService(broker.modules()));
        broker.core().add("event", flux -> new EventService(flux, broker.router()));
    }

    private void load(String... args) {
        broker.get(broker.modules().load(ModuleSpec.of("echo", args)));
    }

    private FluxException refused(String topic, String json) {
        return assertThrows(FluxException.class, () -> broker.ask(topic, json));
    }

    @Test
    void aJavaServiceIsLoadedByItsNameOrAFileOfThatName() {
        for (String path : List.of("echo", "echo.so", "/usr/lib/flux/modules/echo.so")) {
            broker.ask("module.load", "{\"path\":\"" + path + "\",\"args\":[]}");
            assertEquals("{\"x\":1}", broker.ask("echo.say", "{\"x\":1}").toString());
            broker.ask("module.remove", "{\"name\":\"echo\"}");
            assertEquals(Errno.ENOSYS, refused("echo.say", "{}").errno());
        }
    }

    @Test
    void aModuleIsFoundByItsPathToo() {
        broker.ask("module.load", "{\"path\":\"/x/echo.so\",\"args\":[]}");
        broker.ask("module.remove", "{\"name\":\"/x/echo.so\"}");
        assertFalse(broker.modules().isLoaded("echo"));
    }

    @Test
    void theListShowsServicesStateAndIdleTime() {
        load();
        broker.get(echo.last().context().addService("echo2"));
        broker.reactor().advance(java.time.Duration.ofSeconds(3));
        assertEquals(
                "{\"mods\":[{\"name\":\"echo\",\"path\":\"echo\",\"idle\":3,\"status\":1,"
                        + "\"services\":[\"echo\",\"echo2\"],\"sendqueue\":0,\"recvqueue\":0}]}",
                broker.ask("module.list", "{}").toString());
    }

    @Test
    void theListenerHearsOfEachState() {
        load();
        broker.get(broker.modules().remove("echo", false));
        assertEquals(
                List.of("echo INIT 0", "echo RUNNING 0", "echo FINALIZING 0", "echo EXITED 0"),
                broker.states());
        assertTrue(broker.logged().contains("broker.debug: insmod echo"));
        assertTrue(broker.logged().contains("broker.debug: rmmod echo"));
        assertTrue(broker.logged().contains("broker.debug: module echo exited"));
    }

    @Test
    void aNameIsTakenOnce() {
        load();
        FluxException error = refused("module.load", "{\"path\":\"echo\",\"args\":[]}");
        assertEquals(Errno.EEXIST, error.errno());
        assertEquals("File exists", error.getMessage());
    }

    @Test
    void anArgumentThatIsNotUnderstoodFailsTheLoad() {
        FluxException error = refused("module.load", "{\"path\":\"echo\",\"args\":[\"bad\"]}");
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("bad: unknown option", error.text());
        assertFalse(broker.modules().isLoaded("echo"));
        assertFalse(broker.states().contains("echo panic"));
    }

    @Test
    void theLoadIsAnsweredWhenTheModuleRuns() {
        var loading = broker.modules().load(ModuleSpec.of("echo", "slow"));
        broker.reactor().run();
        assertFalse(loading.isDone());
        echo.last().slowStart().complete(Empty.EMPTY);
        assertTrue(loading.isDone());
    }

    @Test
    void aStartThatFailsIsTheAnswerToTheLoad() {
        var loading = broker.modules().load(ModuleSpec.of("echo", "slow"));
        broker.reactor().run();
        echo.last().slowStart().fail(new FluxException(Errno.EIO, "no disk"));
        FluxException error = assertThrows(FluxException.class, () -> broker.get(loading));
        assertEquals("no disk", error.text());
        assertTrue(broker.logged().contains("broker.err: echo: no disk"));
    }

    @Test
    void removingBeforeTheStartRunsEndsTheModule() {
        var loading = broker.modules().load(ModuleSpec.of("echo"));
        broker.get(broker.modules().remove("echo", false));
        assertTrue(loading.isDone());
        assertFalse(broker.modules().isLoaded("echo"));
    }

    @Test
    void aModuleThatIsNotThereCannotBeRemoved() {
        FluxException error = refused("module.remove", "{\"name\":\"nosuch\"}");
        assertEquals(Errno.ENOENT, error.errno());
        assertEquals("", error.text());
    }

    @Test
    void aCallThatWaitsFailsWhenItsModuleEnds() {
        load();
        broker.send(Request.of("echo.wait", Payload.NONE, Message.NODEID_ANY, 99, 0));
        broker.reactor().run();
        broker.get(broker.modules().remove("echo", false));
        Response last = (Response) broker.received().getLast();
        assertEquals(Errno.EHOSTUNREACH.number(), last.errnum());
        assertEquals("module disconnect", last.error().text());
    }

    @Test
    void aBugInAHandlerIsReportedAndAnswered() {
        load();
        assertEquals(Errno.EIO, refused("echo.crash", "{}").errno());
        assertEquals("a bug", broker.faults().getFirst().getMessage());
        assertEquals("{}", broker.ask("echo.say", "{}").toString());
    }

    @Test
    void aHandlerMayCallItsOwnModule() {
        load();
        assertEquals("{\"a\":1}", broker.ask("echo.self", "{\"a\":1}").toString());
    }

    @Test
    void configurationIsKeptUnlessTheModuleRefusesIt() {
        broker.configure(JsonObject.of("a", 1));
        load();
        assertEquals(JsonObject.of("a", 1), echo.last().context().config());
        broker.ask("echo.config-reload", "{\"a\":2}");
        assertEquals(JsonObject.of("a", 2), echo.last().context().config());
        assertEquals("no", refused("echo.config-reload", "{\"refuse\":\"1\"}").text());
        assertEquals(JsonObject.of("a", 2), echo.last().context().config());
        broker.ask("echo.config-sync", "{\"a\":3}");
        assertEquals(JsonObject.of("a", 3), echo.last().context().config());
    }

    @Test
    void everyModuleHasTheGenericMethods() {
        load();
        JsonObject pong = broker.ask("echo.ping", "{}");
        String route = pong.text("route").orElseThrow();
        assertTrue(route.startsWith("22222222!11111111!"), route);
        assertEquals(
                echo.last().context().uuid().substring(0, 8), route.substring(route.length() - 8));
        broker.ask("echo.debug", "{\"op\":\"setbit\",\"flags\":65536}");
        assertTrue(echo.last().context().isDebugging(0x10000));
    }

    @Test
    void aShutdownRequestEndsAModule() {
        load();
        broker.ask("echo.shutdown", "{}");
        assertFalse(broker.modules().isLoaded("echo"));
    }

    @Test
    void statsClearEventClearsAModule() {
        load();
        broker.ask("echo.say", "{}");
        broker.ask("event.publish", "{\"topic\":\"echo.stats-clear\",\"flags\":0}");
        JsonObject stats = broker.ask("echo.stats-get", "{}");
        assertEquals(1, stats.object("rx").orElseThrow().whole("request").orElseThrow());
        assertEquals(0, stats.object("rx").orElseThrow().whole("event").orElseThrow());
    }

    @Test
    void eventsReachAModuleByPrefix() {
        load();
        broker.ask("event.publish", "{\"topic\":\"echo.hello\",\"flags\":0}");
        broker.ask("event.publish", "{\"topic\":\"other\",\"flags\":0}");
        assertEquals(List.of("echo.hello"), echo.last().events());
        echo.last().context().unsubscribe("echo.");
        broker.ask("event.publish", "{\"topic\":\"echo.again\",\"flags\":0}");
        assertEquals(List.of("echo.hello"), echo.last().events());
    }

    @Test
    void heldMessagesComeWhenTheyAreReleased() {
        load();
        broker.ask("module.debug", "{\"name\":\"echo\",\"defer\":true}");
        broker.send(
                Request.of("echo.ping", Payload.of(JsonObject.EMPTY), Message.NODEID_ANY, 77, 0));
        broker.reactor().run();
        assertTrue(broker.received().isEmpty());
        broker.ask("module.debug", "{\"name\":\"echo\",\"defer\":false}");
        broker.reactor().run();
        assertEquals(77, ((Response) broker.received().getFirst()).matchtag());
        assertEquals(
                Errno.ENOENT, refused("module.debug", "{\"name\":\"x\",\"defer\":true}").errno());
        assertEquals(
                Errno.EPROTO, refused("module.debug", "{\"name\":\"echo\",\"defer\":42}").errno());
    }

    @Test
    void aTraceShowsBothDirections() {
        load();
        broker.send(
                Request.of(
                        "module.trace",
                        Payload.of(
                                JsonObject.parse(
                                        "{\"names\":[\"echo\"],\"typemask\":3,"
                                                + "\"topic_glob\":\"echo.s*\",\"full\":true}")),
                        Message.NODEID_ANY,
                        50,
                        Message.STREAMING));
        broker.reactor().run();
        broker.ask("echo.say", "{\"a\":1}");
        broker.ask("echo.ping", "{}");
        List<JsonObject> seen = broker.received().stream().map(m -> m.payload().json()).toList();
        assertEquals(2, seen.size());
        assertEquals("rx", seen.get(0).text("prefix").orElseThrow());
        assertEquals("tx", seen.get(1).text("prefix").orElseThrow());
        assertEquals("echo", seen.get(0).text("name").orElseThrow());
        assertEquals(1, seen.get(0).whole("type").orElseThrow());
        assertEquals(-1, seen.get(0).whole("rank").orElseThrow());
        assertEquals("{\"a\":1}", seen.get(0).object("payload").orElseThrow().toString());
        assertEquals(8, seen.get(0).whole("payload_size").orElseThrow());
    }

    @Test
    void aSlowReaderOfATraceMissesRecordsAndIsToldHowMany() {
        load();
        broker.send(
                Request.of(
                        "module.trace",
                        Payload.of(
                                JsonObject.parse(
                                        "{\"names\":[\"echo\"],\"typemask\":1,\"topic_glob\":\"\"}")),
                        Message.NODEID_ANY,
                        50,
                        Message.STREAMING));
        broker.reactor().run();
        broker.setBacklog(SlowReader.LIMIT);
        broker.ask("echo.say", "{}");
        broker.ask("echo.say", "{}");
        assertEquals(List.of(), broker.received());
        broker.setBacklog(0);
        broker.reactor().advance(Duration.ofSeconds(1));
        JsonObject seen = broker.received().getFirst().payload().json();
        assertEquals(
                "2 messages were left out: the reader of this trace is slow",
                seen.text("topic").orElseThrow());
        broker.ask("echo.say", "{}");
        assertEquals(2, broker.received().size());
    }

    @Test
    void aTraceMustStream() {
        FluxException error =
                refused("module.trace", "{\"names\":[],\"typemask\":3,\"topic_glob\":\"\"}");
        assertEquals(Errno.EPROTO, error.errno());
    }

    @Test
    void statusOfNoModuleIsIgnoredAndNonsenseRefused() {
        broker.ask("module.status", "{\"status\":0}");
        FluxException error = refused("module.status", "{}");
        assertEquals("error decoding module.status request", error.text());
    }

    @Test
    void namesThatCannotBeFoundAreRefusedInFluxsWords() {
        assertEquals(
                "module not found in search path",
                refused("module.load", "{\"path\":\"nosuch\",\"args\":[]}").text());
        assertEquals(
                "could not determine loader from path suffix",
                refused("module.load", "{\"path\":\"/x/nosuch\",\"args\":[]}").text());
        assertEquals(
                "module loader may only be specified with module path",
                refused("module.load", "{\"path\":\"x\",\"args\":[],\"loader\":\"y\"}").text());
        assertEquals(
                "built-in modules cannot execute in a separate process",
                refused("module.load", "{\"path\":\"echo\",\"args\":[],\"exec\":true}").text());
        broker.environment().unset("FLUX_MODULE_PATH");
        FluxException error = refused("module.load", "{\"path\":\"nosuch\",\"args\":[]}");
        assertEquals("module not found in search path", error.text());
        assertEquals(Errno.ENOENT, error.errno());
    }

    @Test
    void serviceNamesBelongToWhoAddedThem() {
        load();
        broker.get(echo.last().context().addService("mine"));
        assertTrue(broker.router().isTaken("mine"));
        assertEquals(
                "could not register service echo for module echo: File exists",
                assertThrows(
                                FluxException.class,
                                () -> broker.get(echo.last().context().addService("echo")))
                        .text());
        FluxException error = refused("service.remove", "{\"service\":\"echo\"}");
        assertEquals("requestor did not register echo", error.text());
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals(
                "nobody is not registered",
                refused("service.remove", "{\"service\":\"nobody\"}").text());
        error =
                assertThrows(
                        FluxException.class,
                        () -> broker.get(echo.last().context().addService("a.b")));
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void aGuestMayOnlyUseNamesThatBeginWithItsNumber() {
        Credentials guest = new Credentials(2000, Credentials.USER);
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.exchange(
                                        "service.add",
                                        Payload.of(JsonObject.of("service", "mine")),
                                        guest));
        assertEquals(Errno.EPERM, error.errno());
        error =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.exchange(
                                        "service.add",
                                        Payload.of(JsonObject.of("service", "2000-a")),
                                        guest));
        assertEquals("requestor is not local", error.text());
    }

    @Test
    void abandoningNamesEveryModuleThatWasLeft() {
        load();
        assertEquals(1, broker.modules().abandon());
        assertTrue(
                broker.logged()
                        .contains("broker.err: broker module 'echo' was not properly shut down"));
        assertTrue(broker.modules().list().isEmpty());
    }
}
