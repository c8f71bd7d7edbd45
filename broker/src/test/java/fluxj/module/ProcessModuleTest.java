package fluxj.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.event.EventService;
import fluxj.core.module.ModuleService;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ModuleSpec;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class ProcessModuleTest {
    private final TestBroker broker = new TestBroker(new EchoModule.Factory());

    @BeforeEach
    void addServices() {
        broker.core().add("module", flux -> new ModuleService(flux, broker.modules()));
        broker.core().add("event", flux -> new EventService(flux, broker.router()));
    }

    private Promise<Empty> load() {
        return broker.modules().load(ModuleSpec.of("/m/testmod.so", "one", "two"));
    }

    private ScriptedLauncher.Played process() {
        return broker.launcher().last();
    }

    /// The process sends a request of its own.
    private void sends(String topic, String json, int matchtag, int flags) {
        process()
                .says()
                .onMessage(
                        Request.of(
                                topic,
                                Payload.of(JsonObject.parse(json)),
                                Message.NODEID_ANY,
                                matchtag,
                                flags));
        broker.reactor().run();
    }

    private Promise<Empty> running() {
        Promise<Empty> loading = load();
        sends("module.status", "{\"status\":1}", 0, Message.NORESPONSE);
        return loading;
    }

    private String failure(Promise<Empty> loading) {
        return assertThrows(FluxException.class, () -> broker.get(loading)).text();
    }

    @Test
    void theProcessIsWelcomedWithAllItNeeds() {
        broker.attributes().set("rank", "0");
        broker.attributes().set("log-stderr-level", "3");
        broker.configure(JsonObject.of("key", "value"));
        load();
        assertEquals(new ModuleLauncher.Launch("module-exec", "/m/testmod.so"), process().launch());
        Request welcome = (Request) process().received().getFirst();
        assertEquals("welcome", welcome.topic());
        assertEquals(RouteStack.of(TestBroker.UUID), welcome.routes());
        JsonObject body = welcome.payload().json();
        assertEquals("[\"one\",\"two\"]", body.array("args").orElseThrow().toString());
        assertEquals("{\"rank\":\"0\"}", body.object("attrs").orElseThrow().toString());
        assertEquals("{\"key\":\"value\"}", body.object("conf").orElseThrow().toString());
        assertEquals("testmod", body.text("name").orElseThrow());
        assertEquals(36, body.text("uuid").orElseThrow().length());
    }

    @Test
    void theLoadIsAnsweredWhenTheProcessSaysItRuns() {
        Promise<Empty> loading = load();
        assertFalse(loading.isDone());
        sends("module.status", "{\"status\":1}", 0, Message.NORESPONSE);
        assertTrue(loading.isDone());
        assertEquals(List.of("testmod INIT 0", "testmod RUNNING 0"), broker.states());
    }

    @Test
    void requestsAndResponsesPassWithTheRightRoutes() {
        running();
        broker.send(Request.of("testmod.hello", Payload.NONE, Message.NODEID_ANY, 5, 0));
        Request request = (Request) process().received().getLast();
        assertEquals(RouteStack.of(TestBroker.CLIENT, TestBroker.UUID), request.routes());
        assertEquals(new Credentials(1000, Credentials.OWNER | Credentials.LOCAL), request.cred());
        process().says().onMessage(request.respond(Payload.ofText("hi")));
        Response response = (Response) broker.received().getLast();
        assertEquals("hi", response.payload().text());
        assertEquals(RouteStack.EMPTY, response.routes());
    }

    @Test
    void anAnswerToNothingGoesNowhere() {
        running();
        broker.send(Request.of("testmod.hello", Payload.NONE, Message.NODEID_ANY, 5, 0));
        Request request = (Request) process().received().getLast();
        Response answer = request.respond(Payload.ofText("hi"));
        process().says().onMessage(answer.withRoutes(RouteStack.of(TestBroker.UUID)));
        process().says().onMessage(answer.withRoutes(RouteStack.EMPTY));
        process()
                .says()
                .onMessage(answer.withRoutes(RouteStack.of("elsewhere", "far", TestBroker.UUID)));
        assertEquals(List.of(), broker.received());
        process().says().onMessage(answer);
        process().says().onMessage(answer);
        assertEquals(1, broker.received().size());
    }

    @Test
    void answersToTheProcessHaveNoRoutes() {
        running();
        sends("event.subscribe", "{\"topic\":\"testmod.\"}", 3, 0);
        Response response = (Response) process().received().getLast();
        assertEquals(3, response.matchtag());
        assertEquals(RouteStack.EMPTY, response.routes());
        broker.ask("event.publish", "{\"topic\":\"testmod.x\",\"flags\":0}");
        assertEquals("testmod.x", process().received().getLast().topic());
    }

    @Test
    void theProcessEndsInThreeSteps() {
        running();
        Promise<Empty> removal = broker.modules().remove("testmod", false);
        assertEquals("testmod.shutdown", process().received().getLast().topic());
        sends("module.status", "{\"status\":2}", 9, 0);
        assertEquals("module.status", process().received().getLast().topic());
        int before = process().received().size();
        FluxException late =
                assertThrows(FluxException.class, () -> broker.ask("testmod.late", "{}"));
        assertEquals(Errno.ENOSYS, late.errno());
        assertEquals(before, process().received().size());
        assertFalse(removal.isDone());
        sends("module.status", "{\"status\":3,\"errnum\":0}", 0, Message.NORESPONSE);
        assertTrue(removal.isDone());
        assertTrue(process().isClosed());
        assertFalse(broker.modules().isLoaded("testmod"));
    }

    @Test
    void anErrorBeforeItRunsFailsTheLoad() {
        Promise<Empty> loading = load();
        sends("module.status", "{\"status\":3,\"errnum\":22}", 0, Message.NORESPONSE);
        FluxException error = assertThrows(FluxException.class, () -> broker.get(loading));
        assertEquals(Errno.EINVAL, error.errno());
        assertFalse(broker.states().contains("testmod panic"));
    }

    @Test
    void anErrorWhileItRunsIsARuntimeFailure() {
        running();
        sends("module.status", "{\"status\":3,\"errnum\":104}", 0, Message.NORESPONSE);
        assertEquals("testmod panic", broker.states().getLast());
    }

    @Test
    void aProcessThatDiesIsNamedWithItsLoader() {
        Promise<Empty> loading = load();
        process().says().onExit(1);
        assertEquals("loader (module-exec) exited with exit code 1", failure(loading));
        loading = load();
        process().says().onExit(0);
        assertEquals(
                "loader (module-exec) exited with exit code 0 but did not report module status",
                failure(loading));
        loading = load();
        process().says().onFailure(Errno.ENOENT, "No such file or directory");
        assertEquals(
                "loader (module-exec) Failed failed: No such file or directory", failure(loading));
    }

    @Test
    void aProcessKilledByASignalFailsWhatWasInFlight() {
        running();
        broker.send(
                Request.of("testmod.info", Payload.NONE, Message.NODEID_ANY, 5, Message.STREAMING));
        broker.send(Request.of("testmod.done", Payload.NONE, Message.NODEID_ANY, 6, 0));
        Request done = (Request) process().received().getLast();
        process().says().onMessage(done.respond(Payload.NONE));
        broker.received().clear();
        process().says().onKilled("Segmentation fault");
        assertEquals(1, broker.received().size());
        Response lost = (Response) broker.received().getFirst();
        assertEquals(5, lost.matchtag());
        assertEquals(Errno.EHOSTUNREACH, lost.error().errno());
        assertEquals("module disconnect", lost.error().text());
        assertTrue(
                broker.logged()
                        .contains(
                                "broker.err: testmod: loader (module-exec) killed by"
                                        + " Segmentation fault"));
        assertEquals("testmod panic", broker.states().getLast());
    }

    @Test
    void cancelKillsAndIsNoFailure() {
        running();
        Promise<Empty> removal = broker.modules().remove("testmod", true);
        assertTrue(process().isKilled());
        process().says().onKilled("Killed");
        assertTrue(removal.isDone());
        assertFalse(broker.states().contains("testmod panic"));
    }

    @Test
    void servicesThatTheProcessUsedHearThatItIsGone() {
        running();
        broker.router().attach(new Recorder());
        sends("recorder.use", "{}", 12, 0);
        process().says().onExit(1);
        Request goodbye = (Request) broker.received().getLast();
        assertEquals("recorder.disconnect", goodbye.topic());
        assertTrue(goodbye.noResponse());
        assertEquals(2, goodbye.routes().size());
    }

    /// A module that keeps what it gets with what the client got.
    private final class Recorder implements fluxj.routing.ModuleEndpoint {
        @Override
        public String name() {
            return "recorder";
        }

        @Override
        public String uuid() {
            return "33333333-3333-4333-8333-333333333333";
        }

        @Override
        public void deliver(Message message) {
            broker.received().add(message);
        }
    }

    @Test
    void filesAreFoundInTheModulePath(@TempDir Path directory) throws IOException {
        Files.createFile(directory.resolve("other.so.0.0.0"));
        Files.createFile(directory.resolve("script.py"));
        Files.createFile(directory.resolve("echo.so"));
        broker.environment().set("FLUX_MODULE_PATH", "/nonexistent::" + directory);
        broker.modules().load(ModuleSpec.of("other"));
        assertEquals(
                new ModuleLauncher.Launch(
                        "module-exec", directory.toRealPath() + "/other.so.0.0.0"),
                process().launch());
        broker.modules().load(ModuleSpec.of("script"));
        assertEquals("module-python-exec", process().launch().loader());
        broker.modules()
                .load(
                        new ModuleSpec(
                                "echo",
                                List.of(),
                                Optional.of(true),
                                Optional.empty(),
                                Optional.empty()));
        assertEquals(directory.toRealPath() + "/echo.so", process().launch().path());
        broker.modules()
                .load(
                        new ModuleSpec(
                                "/x/y.jar",
                                List.of(),
                                Optional.empty(),
                                Optional.of("zed"),
                                Optional.of("jar-exec")));
        assertEquals(new ModuleLauncher.Launch("jar-exec", "/x/y.jar"), process().launch());
        assertTrue(broker.modules().isLoaded("zed"));
    }
}
