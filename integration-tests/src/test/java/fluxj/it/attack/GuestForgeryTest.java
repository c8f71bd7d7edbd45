package fluxj.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.it.Eventually;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A guest who says what only others may say.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuestForgeryTest {
    private static final Credentials OWNER = new Credentials(0, Credentials.OWNER);
    private static final int TAGS = 3000;

    private AttackedInstance instance;

    @BeforeAll
    void start(@TempDir Path dir) {
        Guest.assumePossible();
        instance = new AttackedInstance(dir, 3, "2g");
    }

    @AfterAll
    void end() {
        if (instance != null) {
            instance.close();
        }
    }

    private static Errno refusal(FluxClient client, String topic, String body) {
        return assertThrows(
                        FluxException.class,
                        () ->
                                client.get(
                                        client.rpc().request(topic, 0, Payload.ofText(body), 0),
                                        Eventually.LIMIT))
                .errno();
    }

    /// Every connection of the leader but those of a guest.
    private List<String> connectionsOfOthers() {
        List<String> uuids = new ArrayList<>();
        JsonObject server =
                instance.owner(0)
                        .call("connector-local.stats-get", 0, JsonObject.EMPTY)
                        .object("server")
                        .orElseThrow();
        for (JsonValue client : server.array("clients").orElseThrow()) {
            if (client instanceof JsonObject object
                    && object.whole("userid").orElseThrow() != Guest.UID) {
                uuids.add(object.text("uuid").orElseThrow());
            }
        }
        return uuids;
    }

    /// The routes of a request that a guest sends to a service of its own, the origin first.
    private static List<String> hopsTo(FluxClient guest) {
        List<String> hops = new ArrayList<>();
        JsonObject service = JsonObject.of("service", Guest.UID + "-forger");
        guest.call("service.add", Message.NODEID_ANY, service);
        guest.serve(
                request -> {
                    hops.addAll(request.routes().originFirst());
                    guest.send(request.respond(Payload.NONE));
                });
        guest.call(Guest.UID + "-forger.hops", Message.NODEID_ANY, JsonObject.EMPTY);
        return hops;
    }

    private static Response forged(String topic, RouteStack routes, int errnum, int matchtag) {
        Payload payload =
                errnum != 0
                        ? Payload.NONE
                        : Payload.ofText(
                                "{\"rootref\":\"sha1-0000000000000000000000000000000000000000\","
                                        + "\"rootseq\":2000000000}");
        return new Response(topic, payload, OWNER, routes, Message.ROUTE, errnum, matchtag);
    }

    /// Sends and waits until the broker has taken it all.
    private static void settle(FluxClient client) {
        client.get(
                client.rpc().request("broker.ping", 0, Payload.ofText("{}"), 0), Eventually.LIMIT);
    }

    @Test
    void aGuestIsNotToldWhoIsConnected() {
        try (FluxClient guest = instance.guest(0)) {
            assertEquals(Errno.EPERM, refusal(guest, "connector-local.stats-get", "{}"));
        }
    }

    @Test
    void answersThatNobodyAskedAGuestForReachNobody() {
        instance.suffers(
                "forged answers",
                () -> {
                    FluxClient owner = instance.owner(0);
                    JsonObject root =
                            owner.call("kvs.getroot", 0, JsonObject.of("namespace", "primary"));
                    Promise<Response> wait =
                            owner.rpc()
                                    .request(
                                            "kvs.wait-version",
                                            0,
                                            Payload.ofText(
                                                    "{\"rootseq\":1000000000,\"namespace\":\"primary\"}"),
                                            0);
                    boolean[] answered = new boolean[1];
                    wait.then(_ -> answered[0] = true, _ -> answered[0] = true);
                    int sent = 0;
                    try (FluxClient guest = instance.guest(0)) {
                        List<String> hops = hopsTo(guest);
                        for (String uuid : connectionsOfOthers()) {
                            hops.set(0, uuid);
                            RouteStack routes = RouteStack.of(hops.toArray(String[]::new));
                            for (int tag = 1; tag <= TAGS; tag++) {
                                guest.send(forged("kvs.wait-version", routes, 0, tag));
                                sent++;
                            }
                            settle(guest);
                        }
                    }
                    settle(owner);
                    assertFalse(answered[0], "the owner took a forged answer");
                    JsonObject now =
                            owner.call("kvs.getroot", 0, JsonObject.of("namespace", "primary"));
                    assertEquals(
                            0,
                            now.whole("rootseq").orElseThrow() / 1_000_000,
                            () -> root + " became " + now);
                    return sent + " answers";
                });
    }

    @Test
    void answersWithoutRouteEndNothingOfTheBroker() {
        instance.suffers(
                "answers to the broker itself",
                () -> {
                    for (int rank = 0; rank < 3; rank++) {
                        try (FluxClient guest = instance.guest(rank)) {
                            for (int tag = 0; tag <= 100; tag++) {
                                guest.send(forged("x.y", RouteStack.EMPTY, 61, tag));
                                guest.send(forged("x.y", RouteStack.EMPTY, 0, tag));
                            }
                            settle(guest);
                        }
                    }
                    return "606 answers";
                });
    }

    @Test
    void aServiceOfAGuestAnswersWhatItWasAsked() {
        try (FluxClient guest = instance.guest(0)) {
            guest.call(
                    "service.add",
                    Message.NODEID_ANY,
                    JsonObject.of("service", Guest.UID + "-echo"));
            guest.serve(request -> guest.send(request.respond(request.payload())));
            FluxClient owner = instance.owner(0);
            for (int i = 0; i < 10; i++) {
                JsonObject body = JsonObject.of("i", i);
                assertEquals(body, owner.call(Guest.UID + "-echo.it", Message.NODEID_ANY, body));
            }
        }
    }

    @Test
    void aGuestIsAGuestWhateverHeClaims() {
        for (int rank = 0; rank < 3; rank++) {
            try (FluxClient pretender = instance.pretender(rank)) {
                assertEquals(Errno.EPERM, refusal(pretender, "kvs.namespace-list", "{}"));
            }
        }
    }

    @Test
    void aGuestDoesNotNumberEvents() {
        instance.suffers(
                "numbered events",
                () -> {
                    List<Integer> numbers = new ArrayList<>();
                    FluxClient subscriber = instance.newOwner(2);
                    subscriber.get(
                            subscriber.subscribe("", event -> numbers.add(event.sequence())),
                            Eventually.LIMIT);
                    for (int rank = 0; rank < 3; rank++) {
                        try (FluxClient guest = instance.guest(rank)) {
                            for (int i = 0; i < 20; i++) {
                                guest.send(
                                        Event.of("forged", Payload.NONE, Message.ROUTE)
                                                .withSequence(1_000_000 + i)
                                                .withCred(OWNER));
                            }
                            settle(guest);
                        }
                    }
                    instance.owner(0)
                            .get(
                                    instance.owner(0)
                                            .rpc()
                                            .request(
                                                    "event.publish",
                                                    0,
                                                    Payload.ofText(
                                                            "{\"topic\":\"forged\",\"flags\":0}"),
                                                    0),
                                    Eventually.LIMIT);
                    instance.serve(() -> numbers.size() + " events", () -> numbers.size() > 60);
                    subscriber.close();
                    for (int i = 1; i < numbers.size(); i++) {
                        assertEquals(numbers.get(i - 1) + 1, numbers.get(i), numbers::toString);
                    }
                    return numbers.size() + " events in order";
                });
    }

    @Test
    void controlMessagesOfAGuestMeanNothing() {
        instance.suffers(
                "control messages",
                () -> {
                    for (int rank = 0; rank < 3; rank++) {
                        try (FluxClient guest = instance.guest(rank)) {
                            for (int i = 0; i < 100; i++) {
                                guest.send(Control.of(i % 12, i));
                            }
                            settle(guest);
                        }
                    }
                    return "300 messages";
                });
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterwardsTheInstanceEndsInOrder() {
        instance.shutsDown();
    }
}
