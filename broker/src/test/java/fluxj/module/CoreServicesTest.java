package fluxj.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.broker.BrokerService;
import fluxj.core.event.EventService;
import fluxj.core.heaptrace.HeaptraceService;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoreServicesTest {
    private final TestBroker broker = new TestBroker();

    @BeforeEach
    void addServices() {
        broker.core().add("broker", _ -> new BrokerService(broker.environment()));
        broker.core().add("event", flux -> new EventService(flux, broker.router()));
        broker.core().add("heaptrace", _ -> new HeaptraceService());
    }

    @Test
    void pingShowsRouteAndCredentials() {
        JsonObject pong = broker.ask("broker.ping", "{\"seq\":1,\"pad\":\"xyz\"}");
        assertEquals(
                "{\"seq\":1,\"pad\":\"xyz\",\"route\":\"22222222!11111111\",\"userid\":1000,"
                        + "\"rolemask\":5,\"rank\":0}",
                pong.toString());
    }

    @Test
    void pingRefusesATextWithANul() {
        Payload payload = Payload.ofText("{\"pad\":\"x\\u0000\"}");
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> broker.exchange("broker.ping", payload, Credentials.NONE));
        assertEquals(Errno.EPROTO, error.errno());
    }

    @Test
    void pingTakesOneTurnOfTheLoop() {
        Request ping =
                Request.of("broker.ping", Payload.of(JsonObject.EMPTY), Message.NODEID_ANY, 7, 0);
        broker.send(ping);
        assertEquals(1, broker.reactor().run());
        assertEquals(1, broker.received().size());
        assertEquals(RouteStack.EMPTY, broker.received().getFirst().routes());
    }

    @Test
    void pingWithoutPayloadIsAProtocolError() {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> broker.exchange("broker.ping", Payload.NONE, Credentials.NONE));
        assertEquals(Errno.EPROTO, error.errno());
    }

    @Test
    void anUnknownServiceIsNamed() {
        FluxException error =
                assertThrows(FluxException.class, () -> broker.ask("nosuch.thing", "{}"));
        assertEquals(Errno.ENOSYS, error.errno());
        assertEquals("No service matching nosuch.thing is registered", error.text());
    }

    @Test
    void anUnknownMethodIsNamed() {
        FluxException error =
                assertThrows(FluxException.class, () -> broker.ask("broker.nosuch", "{}"));
        assertEquals("Unknown service method 'broker.nosuch'", error.text());
    }

    @Test
    void onlyTheBrokerServiceHasGenericMethods() {
        FluxException error =
                assertThrows(FluxException.class, () -> broker.ask("event.ping", "{}"));
        assertEquals(Errno.ENOSYS, error.errno());
        assertEquals(
                Errno.ENOSYS,
                assertThrows(FluxException.class, () -> broker.ask("broker.shutdown", "{}"))
                        .errno());
    }

    @Test
    void statisticsCountAndClear() {
        broker.ask("broker.ping", "{}");
        broker.ask("broker.ping", "{}");
        JsonObject stats = broker.ask("broker.stats-get", "{}");
        assertEquals(3, stats.object("rx").orElseThrow().whole("request").orElseThrow());
        assertEquals(2, stats.object("tx").orElseThrow().whole("response").orElseThrow());
        broker.ask("event.publish", "{\"topic\":\"broker.stats-clear\",\"flags\":0}");
        stats = broker.ask("broker.stats-get", "{}");
        assertEquals(1, stats.object("rx").orElseThrow().whole("request").orElseThrow());
    }

    @Test
    void usageNamesWhoseItIs() {
        assertEquals(
                1000, broker.ask("broker.rusage", "{}").whole("maxrss").orElseThrow().intValue());
        JsonObject children = broker.ask("broker.rusage", "{\"who\":\"children\"}");
        assertEquals(10, children.whole("maxrss").orElseThrow().intValue());
        assertEquals(16, children.keys().size());
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> broker.ask("broker.rusage", "{\"who\":\"cat\"}"));
        assertEquals("cat is unsupported", error.text());
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void debugFlagsAreSetAndCleared() {
        assertEquals(
                "{\"flags\":5}",
                broker.ask("broker.debug", "{\"op\":\"set\",\"flags\":5}").toString());
        assertEquals(
                "{\"flags\":7}",
                broker.ask("broker.debug", "{\"op\":\"setbit\",\"flags\":2}").toString());
        assertEquals(
                "{\"flags\":6}",
                broker.ask("broker.debug", "{\"op\":\"clrbit\",\"flags\":1}").toString());
        assertEquals(
                "{\"flags\":0}",
                broker.ask("broker.debug", "{\"op\":\"clr\",\"flags\":0}").toString());
        assertEquals(
                Errno.EPROTO,
                assertThrows(
                                FluxException.class,
                                () -> broker.ask("broker.debug", "{\"op\":\"x\",\"flags\":0}"))
                        .errno());
    }

    @Test
    void aGuestMayNotSetTheEnvironment() {
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.exchange(
                                        "broker.setenv",
                                        Payload.of(JsonObject.parse("{\"env\":{}}")),
                                        new Credentials(2000, Credentials.USER)));
        assertEquals(Errno.EPERM, error.errno());
        assertEquals("Request requires owner credentials", error.text());
    }

    @Test
    void theEnvironmentIsReadAndChanged() {
        broker.environment().set("OLD", "gone");
        broker.ask("broker.setenv", "{\"env\":{\"NEW\":\"here\",\"OLD\":null}}");
        assertEquals(
                "{\"env\":{\"NEW\":\"here\"}}",
                broker.ask("broker.getenv", "{\"names\":[\"OLD\",7,\"NEW\"]}").toString());
    }

    @Test
    void aBadEnvironmentChangesNothing() {
        for (String bad : new String[] {"\"A=B\":\"x\"", "\"\":\"x\"", "\"N\":42"}) {
            FluxException error =
                    assertThrows(
                            FluxException.class,
                            () ->
                                    broker.ask(
                                            "broker.setenv",
                                            "{\"env\":{\"OK\":\"1\"," + bad + "}}"));
            assertEquals(Errno.EPROTO, error.errno());
        }
        assertTrue(broker.environment().get("OK").isEmpty());
    }

    @Test
    void builtinPathsAreReadByKey() {
        assertEquals(
                "{\"values\":{\"rc1_path\":\"flux modprobe rc1\"}}",
                broker.ask("broker.conf-builtin", "{\"keys\":[\"rc1_path\"]}").toString());
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> broker.ask("broker.conf-builtin", "{\"keys\":[\"nope\"]}"));
        assertEquals("nope: invalid key", error.text());
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void heapTracingIsNotThere() {
        for (String method : new String[] {"start", "dump", "stop"}) {
            FluxException error =
                    assertThrows(
                            FluxException.class, () -> broker.ask("heaptrace." + method, "{}"));
            assertEquals(Errno.ENOSYS, error.errno());
            assertEquals("", error.text());
        }
    }

    @Test
    void stoppingFailsWhatWaits() {
        broker.get(broker.core().stop());
        assertEquals(0, broker.core().rpc().pendingCount());
    }
}
