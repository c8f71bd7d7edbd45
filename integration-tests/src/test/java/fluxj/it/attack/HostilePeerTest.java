package fluxj.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.it.Eventually;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.MessageCodec;
import fluxj.wire.Payload;
import fluxj.wire.Request;
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

import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Somebody who has the instance's key and is no broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostilePeerTest {
    private static final Credentials OWNER = new Credentials(0, Credentials.OWNER);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MIB = 1 << 20;
    private static final int FULL = 1;
    private static final int PLACE = 3;
    private static final String HOST = "node3";

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

    /// A peer that the leader takes for its third child.
    private OverlayPeer child() {
        OverlayPeer peer = instance.peer();
        Optional<Response> answer = peer.hello(PLACE, HOST);
        assertEquals(0, answer.orElseThrow().errnum(), answer::toString);
        return peer;
    }

    /// Goes, and makes the leader forget it, so that the next one may come.
    private void leave(OverlayPeer peer) {
        peer.close();
        FluxClient owner = instance.owner(0);
        Payload rank = Payload.of(JsonObject.of("rank", PLACE));
        try {
            owner.get(
                    owner.rpc().request("overlay.disconnect-subtree", 0, rank, 0),
                    Eventually.LIMIT);
        } catch (FluxException e) {
            assertEquals(Errno.EINVAL, e.errno(), e.getMessage());
        }
    }

    @Test
    @Order(5)
    void aPeerThatFloodsPingsAndNeverReadsCostsLittle() {
        instance.suffers(
                "ZMTP PINGs",
                () -> {
                    try (OverlayPeer peer = instance.peer()) {
                        long end = System.nanoTime() + LIMIT.toNanos();
                        int batches = 0;
                        boolean taken = true;
                        while (batches < Scale.of(2_000) && taken && System.nanoTime() < end) {
                            for (int i = 0; i < 1_000; i++) {
                                peer.ping();
                            }
                            taken = peer.push(Duration.ofSeconds(2));
                            batches++;
                        }
                        return batches + " thousand, " + peer.end();
                    }
                });
    }

    @Test
    @Order(8)
    void aChildThatDoesNotReadCostsABoundedQueue() {
        instance.suffers(
                "events past a child that does not read",
                () -> {
                    OverlayPeer peer = child();
                    try (Crowd crowd = new Crowd()) {
                        crowd.addAll(
                                instance.guests(0, 4),
                                true,
                                Scale.of(150),
                                Messages.event("guest.big", MIB));
                        crowd.addAll(
                                instance.guests(0, 4),
                                true,
                                Scale.of(25_000),
                                Messages.event("guest.small", 10));
                        crowd.push(LIMIT);
                        return crowd.toString();
                    } finally {
                        leave(peer);
                    }
                });
    }

    @Test
    @Order(4)
    void messagesOfManyRoutesOrALongTopicAreRefused() {
        byte[] proto = MessageCodec.toParts(Request.of("x", Payload.NONE, 0, 1, 0)).getLast();
        List<byte[]> routes =
                new ArrayList<>(
                        Collections.nCopies(
                                10_000, "route".repeat(7).getBytes(StandardCharsets.UTF_8)));
        routes.addAll(List.of(new byte[0], new byte[] {'x'}, proto));
        List<byte[]> topic = List.of(new byte[0], new byte[MIB], proto);
        instance.suffers(
                "10,000 routes, topics of 1 MiB",
                () -> {
                    int cut = 0;
                    for (int i = 0; i < Scale.of(5); i++) {
                        for (List<byte[]> parts : List.of(routes, topic)) {
                            try (OverlayPeer peer = instance.peer()) {
                                peer.sayParts(parts);
                                peer.converse(Duration.ofMillis(500), () -> false);
                                cut += peer.end().isEmpty() ? 0 : 1;
                            }
                        }
                    }
                    return cut + " connections ended";
                });
    }

    @Test
    @Order(3)
    void refusedHellosAreFewLines() {
        instance.suffers(
                "refused hellos",
                () -> {
                    int refused = 0;
                    try (OverlayPeer peer = instance.peer()) {
                        for (int i = 0; i < Scale.of(2_000) && peer.end().isEmpty(); i++) {
                            Optional<Response> answer = peer.hello(i % 4, "stranger" + i);
                            refused += answer.isPresent() && answer.get().errnum() != 0 ? 1 : 0;
                        }
                    }
                    for (int i = 0; i < Scale.of(10); i++) {
                        try (OverlayPeer peer = instance.peer()) {
                            peer.hello(PLACE, "\u001b[31m\n" + i + "h".repeat(MIB));
                        }
                    }
                    return refused + " refused";
                });
    }

    @Test
    @Order(2)
    void peersThatNeverSayHelloAreFewLinesAndLittleMemory() {
        instance.suffers(
                "peers that never say hello",
                () -> {
                    List<OverlayPeer> peers = new ArrayList<>();
                    try {
                        for (int i = 0; i < Scale.of(300); i++) {
                            peers.add(instance.peer());
                        }
                        int ended = 0;
                        for (OverlayPeer peer : peers) {
                            peer.converse(Duration.ofMillis(1), () -> false);
                            ended += peer.end().isEmpty() ? 0 : 1;
                        }
                        return peers.size() + " peers, " + ended + " ended";
                    } finally {
                        peers.forEach(OverlayPeer::close);
                    }
                });
    }

    @Test
    @Order(1)
    void silentConnectionsAreFewLinesAndLittleMemory() {
        instance.suffers(
                "silent connections",
                () -> {
                    List<SocketChannel> silent = new ArrayList<>();
                    try {
                        for (int i = 0; i < Scale.of(1_000); i++) {
                            silent.add(SocketChannel.open(instance.address()));
                        }
                        return silent.size() + " connections";
                    } finally {
                        for (SocketChannel channel : silent) {
                            channel.close();
                        }
                    }
                });
    }

    @Test
    @Order(6)
    void aChildAnswersOnlyWhatItWasAsked() {
        instance.suffers(
                "answers of a child that nobody asked for",
                () -> {
                    OverlayPeer peer = child();
                    try {
                        return forgeAnswers(peer);
                    } finally {
                        leave(peer);
                    }
                });
    }

    private String forgeAnswers(OverlayPeer peer) {
        FluxClient owner = instance.owner(0);
        boolean[] answered = new boolean[1];
        owner.rpc()
                .request(
                        "kvs.wait-version",
                        0,
                        Payload.ofText("{\"rootseq\":1000000000,\"namespace\":\"primary\"}"),
                        0)
                .then(_ -> answered[0] = true, _ -> answered[0] = true);
        Promise<Response> ping = owner.rpc().request("broker.ping", PLACE, Payload.ofText("{}"), 0);
        peer.converse(Eventually.LIMIT, () -> requestAmong(peer).isPresent());
        Request asked = requestAmong(peer).orElseThrow();
        RouteStack owners = asked.routes();
        RouteStack nobodys = RouteStack.of(owners.top());
        for (int tag = 0; tag <= 2_000; tag++) {
            if (tag != asked.matchtag()) {
                peer.say(forged(owners, 0, tag));
                peer.say(forged(owners, 61, tag));
            }
            peer.say(forged(nobodys, tag % 2 * 61, tag));
        }
        peer.say(
                new Response(
                        asked.topic(),
                        Payload.ofText("{}"),
                        OWNER,
                        owners,
                        Message.ROUTE,
                        0,
                        asked.matchtag()));
        assertTrue(peer.push(Eventually.LIMIT), peer::end);
        assertEquals("{}", owner.get(ping, Eventually.LIMIT).payload().text());
        assertFalse(answered[0], "the owner took a forged answer");
        return "6,000 answers";
    }

    @Test
    @Order(7)
    void eventsAndControlMessagesOfAChildAreNotBelieved() {
        instance.suffers(
                "numbered events and odd control messages of a child",
                () -> {
                    List<Integer> numbers = new ArrayList<>();
                    OverlayPeer peer = child();
                    try (FluxClient subscriber = instance.newOwner(2)) {
                        subscriber.get(
                                subscriber.subscribe("", event -> numbers.add(event.sequence())),
                                Eventually.LIMIT);
                        for (int i = 0; i < 100; i++) {
                            peer.say(
                                    Event.of("forged", Payload.NONE, Message.ROUTE)
                                            .withSequence(1_000_000 + i));
                            peer.say(Control.of(i % 12, i));
                        }
                        peer.say(Control.of(Control.STATUS, FULL));
                        assertTrue(peer.push(Eventually.LIMIT), peer::end);
                        instance.serve(
                                () -> numbers.size() + " events", () -> numbers.size() >= 100);
                    } finally {
                        leave(peer);
                    }
                    for (int i = 1; i < numbers.size(); i++) {
                        assertEquals(numbers.get(i - 1) + 1, numbers.get(i), numbers::toString);
                    }
                    return numbers.size() + " events in order";
                });
    }

    private static Optional<Request> requestAmong(OverlayPeer peer) {
        for (Message message : peer.arrived()) {
            if (message instanceof Request request && request.topic().equals("broker.ping")) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    private static Response forged(RouteStack routes, int errnum, int matchtag) {
        Payload payload =
                Payload.ofText(
                        "{\"rootref\":\"sha1-0000000000000000000000000000000000000000\","
                                + "\"rootseq\":2000000000}");
        return new Response(
                "kvs.wait-version",
                errnum == 0 ? payload : Payload.NONE,
                OWNER,
                routes,
                Message.ROUTE,
                errnum,
                matchtag);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterwardsTheInstanceEndsInOrder() {
        instance.shutsDown();
    }
}
