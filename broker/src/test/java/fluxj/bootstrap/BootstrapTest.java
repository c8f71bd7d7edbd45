package fluxj.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.config.Config;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.Attributes;
import fluxj.service.Environment;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Choice of a method and the first questions to it (spec broker 4.1, 4.3).
class BootstrapTest {
    private final Map<String, String> attributes = new HashMap<>();
    private final List<String> trace = new ArrayList<>();

    private final Attributes asAttributes =
            new Attributes() {
                @Override
                public Optional<String> get(String name) {
                    return Optional.ofNullable(attributes.get(name));
                }

                @Override
                public void set(String name, String value) {
                    attributes.put(name, value);
                }
            };

    private BootstrapSetting setting(
            JsonObject config, Map<String, String> environment, PmiWire wire) {
        return new BootstrapSetting(
                Config.of(config),
                "b",
                new Environment(environment),
                asAttributes,
                wire,
                trace::add);
    }

    private static JsonObject json(String text) {
        return JsonObject.parse(text.replace('\'', '"'));
    }

    private static <T> T now(Promise<T> promise) {
        List<T> values = new ArrayList<>();
        promise.then(
                values::add,
                e -> {
                    throw e;
                });
        assertEquals(1, values.size(), "not done");
        return values.getFirst();
    }

    private static String errorOf(Promise<?> promise) {
        List<String> texts = new ArrayList<>();
        promise.then(_ -> texts.add("no error"), e -> texts.add(e.getMessage()));
        return String.join(",", texts);
    }

    @Test
    void isAloneWhenNothingIsSaid() {
        Bootstrap.Result result =
                now(
                        Bootstrap.run(
                                setting(
                                        JsonObject.EMPTY,
                                        Map.of("FLUX_PMI_DEBUG", "1"),
                                        new PmiWire(1, Map.of()))));
        assertEquals(new BootstrapMethod.Membership(0, 1, "single"), result.membership());
        assertEquals("single", attributes.get("broker.boot-method"));
        assertEquals("0", attributes.get("instance-level"));
        assertEquals("[[0,1,1,1]]", attributes.get("broker.mapping"));
        assertTrue(
                trace.contains("bootstrap: simple: PMI_FD not found in environ"), trace::toString);
        assertTrue(
                trace.contains("bootstrap: single: initialize: rank=0 size=1 name=single: success"),
                trace::toString);
    }

    @Test
    void takesItsRankFromTheHostTable() {
        JsonObject config =
                json(
                        "{'bootstrap':{'curve_cert':'/c','default_connect':'tcp://%h:1',"
                                + "'hosts':[{'host':'a'},{'host':'b'}]}}");
        Bootstrap.Result result =
                now(Bootstrap.run(setting(config, Map.of(), new PmiWire(1, Map.of()))));
        assertEquals(new BootstrapMethod.Membership(1, 2, "config"), result.membership());
        assertEquals("a,b", attributes.get("hostlist"));
        assertEquals("[[0,2,1,1]]", attributes.get("broker.mapping"));
        assertEquals("{\"host\":\"a\",\"uri\":[\"tcp://a:1\"]}", now(result.method().get("0")));
    }

    @Test
    void saysThatTheHostIsNotInTheTable() {
        JsonObject config = json("{'bootstrap':{'curve_cert':'/c','hosts':[{'host':'a'}]}}");
        String error = errorOf(Bootstrap.run(setting(config, Map.of(), new PmiWire(1, Map.of()))));
        assertEquals(
                "config: initialize: Config file error [bootstrap]: b not found in hosts", error);
    }

    @Test
    void exchangesCardsThroughPmi() {
        PmiWire wire = new PmiWire(2, Map.of("PMI_process_mapping", "(vector,(0,1,2))"));
        List<BootstrapMethod> methods = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            attributes.clear();
            Map<String, String> environment =
                    Map.of("PMI_FD", "" + rank, "PMI_RANK", "" + rank, "PMI_SIZE", "2");
            Promise<Bootstrap.Result> begun =
                    Bootstrap.run(setting(JsonObject.EMPTY, environment, wire));
            wire.run();
            Bootstrap.Result result = now(begun);
            assertEquals(new BootstrapMethod.Membership(rank, 2, "-"), result.membership());
            assertEquals("simple", attributes.get("broker.boot-method"));
            assertEquals("[[0,1,2,1]]", attributes.get("broker.mapping"));
            assertEquals("0", attributes.get("instance-level"));
            methods.add(result.method());
        }
        methods.get(0).put("0", "a card with spaces");
        wire.run();
        Promise<Empty> first = methods.get(0).barrier();
        wire.run();
        assertTrue(!first.isDone(), "a barrier waits for all");
        Promise<Empty> second = methods.get(1).barrier();
        wire.run();
        now(first);
        now(second);
        Promise<String> card = methods.get(1).get("0");
        wire.run();
        assertEquals("a card with spaces", now(card));
        Promise<Empty> end = methods.get(1).finish();
        wire.run();
        now(end);
        assertTrue(wire.finished.containsKey(1));
    }

    @Test
    void knowsThatItIsAJobOfAnotherInstance() {
        PmiWire wire =
                new PmiWire(
                        2,
                        Map.of(
                                "flux.instance-level", "1",
                                "flux.taskmap", "[[0,2,1,1]]",
                                "flux.tbon-interface-hint", "eth7"));
        Promise<Bootstrap.Result> begun =
                Bootstrap.run(
                        setting(
                                JsonObject.EMPTY,
                                Map.of("PMI_FD", "0", "PMI_RANK", "0", "PMI_SIZE", "2"),
                                wire));
        wire.run();
        now(begun);
        assertEquals("1", attributes.get("instance-level"));
        assertEquals("-", attributes.get("jobid"));
        assertEquals("eth7", attributes.get("tbon.interface-hint"));
        assertEquals("[[0,2,1,1]]", attributes.get("broker.mapping"));
    }

    @Test
    void failsWhenTheServerHangsUp() {
        PmiWire wire = new PmiWire(2, Map.of());
        Promise<Bootstrap.Result> begun =
                Bootstrap.run(
                        setting(
                                JsonObject.EMPTY,
                                Map.of("PMI_FD", "0", "PMI_RANK", "0", "PMI_SIZE", "2"),
                                wire));
        wire.hangUp(0);
        assertEquals("simple: initialize: operation failed", errorOf(begun));
    }

    @Test
    void refusesNumbersThatAreNone() {
        String error =
                errorOf(
                        Bootstrap.run(
                                setting(
                                        JsonObject.EMPTY,
                                        Map.of("PMI_FD", "0", "PMI_RANK", "x", "PMI_SIZE", "2"),
                                        new PmiWire(2, Map.of()))));
        assertEquals("simple: initialize: PMI_RANK=x is not a number", error);
    }

    @Test
    void doesNotTakeAMethodThatWasForcedAndDoesNotExist() {
        attributes.put("broker.boot-method", "nope");
        String error =
                errorOf(
                        Bootstrap.run(
                                setting(JsonObject.EMPTY, Map.of(), new PmiWire(1, Map.of()))));
        assertEquals("plugin matching 'nope' not found", error);
    }
}
