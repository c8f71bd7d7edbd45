package fluxj.services.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.event.EventService;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class HeartbeatServiceTest {
    private TestBroker broker =
            new TestBroker(ServiceFactory.of("heartbeat", HeartbeatService::new));
    private final List<String> disconnects = new ArrayList<>();

    private void follower() {
        broker = new TestBroker(1, ServiceFactory.of("heartbeat", HeartbeatService::new));
        broker.core()
                .add(
                        "overlay",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw(
                                                        "overlay.disconnect-parent",
                                                        Access.OWNER,
                                                        call ->
                                                                disconnects.add(
                                                                        call.request()
                                                                                .payload()
                                                                                .json()
                                                                                .toString()))
                                                .build());
    }

    private void load(String... args) {
        broker.core().add("event", flux -> new EventService(flux, broker.router()));
        broker.get(broker.modules().load(ModuleSpec.of("heartbeat", args)));
    }

    private long count() {
        return broker.ask("heartbeat.stats-get", "{}").whole("count").orElseThrow();
    }

    private void pulse(int rolemask, int sequence) {
        broker.router()
                .fromOverlay(
                        Event.of("heartbeat.pulse", Payload.NONE, 0)
                                .withCred(new Credentials(1000, rolemask))
                                .withSequence(sequence));
        broker.reactor().run();
    }

    @Test
    void rankZeroPublishesAtOnceAndEveryPeriod() {
        load();
        assertEquals(1, broker.router().lastSequence());
        broker.reactor().advance(Duration.ofSeconds(10));
        assertEquals(6, broker.router().lastSequence());
        assertEquals(
                "{\"period\":2.0,\"timeout\":300.0,\"count\":6,\"warn_thresh\":3}",
                broker.ask("heartbeat.stats-get", "{}").toString());
    }

    @Test
    void thePeriodMayBeAnArgument() {
        load("period=0.5s");
        broker.reactor().advance(Duration.ofSeconds(1));
        assertEquals(3, count());
    }

    @Test
    void wrongArgumentsAreRefused() {
        FluxException error = assertThrows(FluxException.class, () -> load("foo=1"));
        assertEquals("foo=1: unknown option", error.text());
        broker = new TestBroker(ServiceFactory.of("heartbeat", HeartbeatService::new));
        error = assertThrows(FluxException.class, () -> load("period=x"));
        assertTrue(error.text().startsWith("period: error parsing FSD"), error.text());
    }

    @Test
    void configurationSetsAndChangesThePulse() {
        broker.configure(JsonObject.parse("{\"heartbeat\":{\"period\":\"4s\",\"timeout\":\"0\"}}"));
        load();
        broker.reactor().advance(Duration.ofSeconds(8));
        assertEquals(3, count());
        broker.ask("heartbeat.config-reload", "{\"heartbeat\":{\"period\":\"1s\"}}");
        broker.reactor().advance(Duration.ofSeconds(8));
        assertEquals(11, count());
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.ask(
                                        "heartbeat.config-reload",
                                        "{\"heartbeat\":{\"period\":\"1s\",\"timeout\":\"1s\"}}"));
        assertEquals(Errno.EINVAL, error.errno());
        assertTrue(
                error.text().contains("heartbeat.timeout must be >= 2*heartbeat.period"),
                error.text());
    }

    @Test
    void aFollowerCountsTheOwnersPulses() {
        follower();
        load();
        pulse(Credentials.OWNER, 1);
        pulse(Credentials.USER, 2);
        assertEquals(1, count());
    }

    @Test
    void aFollowerWarnsOnceWhenThePulseIsLateAndOnceWhenItIsBack() {
        follower();
        load();
        broker.reactor().advance(Duration.ofSeconds(20));
        pulse(Credentials.OWNER, 1);
        broker.reactor().advance(Duration.ofSeconds(2));
        assertEquals(
                List.of(
                        "heartbeat.warning: heartbeat overdue",
                        "heartbeat.warning: heartbeat received"),
                broker.logged().stream().filter(line -> line.startsWith("heartbeat.")).toList());
    }

    @Test
    void aFollowerGivesItsParentUpAfterTheTimeout() {
        follower();
        load();
        broker.reactor().advance(Duration.ofSeconds(100));
        pulse(Credentials.OWNER, 1);
        broker.reactor().advance(Duration.ofSeconds(299));
        assertTrue(disconnects.isEmpty());
        broker.reactor().advance(Duration.ofSeconds(1));
        assertEquals(List.of("{\"reason\":\"no heartbeat for 5m\"}"), disconnects);
    }

    @Test
    void stoppingEndsThePulse() {
        load();
        broker.get(broker.modules().remove("heartbeat", false));
        int last = broker.router().lastSequence();
        broker.reactor().advance(Duration.ofMinutes(1));
        assertEquals(last, broker.router().lastSequence());
    }
}
