package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Topology;
import fluxj.json.JsonObject;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.overlay.OverlayProtocol.OfRank;
import fluxj.overlay.OverlayProtocol.Subtree;
import fluxj.overlay.tree.OverlaySettings;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.sim.EchoService.Answer;
import fluxj.sim.EchoService.Text;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Scenarios of the overlay (spec broker 2) on simulated links.
class SimOverlayTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Sim sim = new Sim(SimOptions.seeded(42).withFrames());
    private final List<Integer> sequences = new ArrayList<>();
    private @Nullable SimInstance instance;

    private SimInstance flux() {
        return Objects.requireNonNull(instance);
    }

    private void boot(String topology, int size) {
        boot(sim, topology, size);
    }

    private void boot(Sim in, String topology, int size) {
        instance =
                in.boot(
                        Topology.create(topology, size),
                        OverlaySettings.DEFAULTS,
                        List.of(EchoService.factory(size - 1, sequences)));
    }

    /// What became of a request.
    private static final class Outcome<R> {
        private final List<R> replies = new ArrayList<>();
        private final List<FluxException> errors = new ArrayList<>();

        boolean isThere() {
            return replies.size() + errors.size() > 0;
        }

        R reply() {
            assertEquals(List.of(), errors);
            assertEquals(1, replies.size(), "replies");
            return replies.getFirst();
        }

        FluxException error() {
            assertEquals(1, errors.size(), "errors");
            assertEquals(0, replies.size(), "replies");
            return errors.getFirst();
        }
    }

    private <Q extends Record, R extends Record> Outcome<R> ask(
            int from, RpcMethod<Q, R> method, int nodeid, Q body) {
        Outcome<R> outcome = new Outcome<>();
        flux().at(
                        from,
                        broker ->
                                broker.rpc()
                                        .call(method, nodeid, body)
                                        .then(outcome.replies::add, outcome.errors::add));
        return outcome;
    }

    private <R> Outcome<R> settled(Outcome<R> outcome) {
        sim.runUntil("an answer", outcome::isThere, LONG);
        return outcome;
    }

    private Health health(int rank) {
        List<Health> items = new ArrayList<>();
        flux().at(
                        rank,
                        broker ->
                                broker.rpc()
                                        .request("overlay.health", rank, Payload.NONE, 0)
                                        .then(
                                                r -> items.add(r.payload().as(Health.class)),
                                                e -> {
                                                    throw e;
                                                }));
        sim.runUntil("health", () -> !items.isEmpty(), LONG);
        return items.getFirst();
    }

    private void awaitStatus(int rank, String status) {
        sim.runUntil(
                "rank " + rank + " " + status,
                () -> {
                    List<Health> items = new ArrayList<>();
                    flux().at(
                                    rank,
                                    broker ->
                                            broker.rpc()
                                                    .request(
                                                            "overlay.health", rank, Payload.NONE, 0)
                                                    .then(
                                                            r ->
                                                                    items.add(
                                                                            r.payload()
                                                                                    .as(
                                                                                            Health
                                                                                                    .class)),
                                                            _ -> {}));
                    sim.runFor(Duration.ofMillis(1));
                    return !items.isEmpty() && items.getFirst().status().equals(status);
                },
                LONG);
    }

    private void publish(int rank, String topic) {
        flux().at(rank, broker -> broker.publish(Event.of(topic, Payload.NONE, 0)));
    }

    @Test
    void aTreeComesUpAndEveryRankAnswersEveryOther() {
        boot("kary:2", 7);
        awaitStatus(0, "full");
        for (int from : List.of(0, 2, 5)) {
            for (int to = 0; to < 7; to++) {
                Answer answer = settled(ask(from, EchoService.SAY, to, new Text("hi"))).reply();
                assertEquals(to, answer.rank());
                assertEquals(to == from ? 5 : 1, answer.rolemask(), "LOCAL stops at each hop");
            }
        }
    }

    @Test
    void healthAndTopologyDescribeTheTree() {
        boot("kary:2", 7);
        awaitStatus(0, "full");
        Health health = health(0);
        assertEquals(2, health.children().size());
        assertEquals("full", health.children().get(1).status());
        Subtree tree = settled(ask(0, OverlayProtocol.TOPOLOGY, 0, new OfRank(0))).reply();
        assertEquals(7, tree.size());
        assertEquals(List.of(1, 2), tree.children().stream().map(Subtree::rank).toList());
        assertEquals(3, tree.children().getFirst().size());
        assertEquals(
                "requested rank is not this broker or its direct child",
                settled(ask(0, OverlayProtocol.TOPOLOGY, 0, new OfRank(3))).error().text());
        assertEquals("1", flux().broker(1).attribute("tbon.level"));
        assertEquals("2", flux().broker(1).attribute("tbon.descendants"));
        assertEquals("sim://0", flux().broker(1).attribute("tbon.parent-endpoint"));
        assertEquals("0-2", flux().broker(0).attribute("broker.critical-ranks"));
    }

    @Test
    void unknownRanksAndServicesAreRefused() {
        boot("kary:1", 3);
        awaitStatus(0, "full");
        FluxException unreachable = settled(ask(0, EchoService.SAY, 99, new Text(""))).error();
        assertEquals(113, unreachable.errno().number());
        assertEquals("", unreachable.text());
        Outcome<Answer> unknown =
                ask(
                        2,
                        new RpcMethod<>(
                                "nope.say", Text.class, Answer.class, fluxj.rpc.Access.OWNER),
                        Message.NODEID_UPSTREAM,
                        new Text(""));
        assertEquals(
                "No service matching nope.say is registered",
                settled(unknown).error().text(),
                "an upstream request goes up to the root and no further");
    }

    @Test
    void aKilledRouterFailsWhatWaitsForItsSubtree() {
        boot("kary:2", 7);
        awaitStatus(0, "full");
        Outcome<Answer> below = ask(0, EchoService.HOLD, 3, new Text("x"));
        Outcome<Answer> across = ask(5, EchoService.HOLD, 1, new Text("y"));
        Outcome<Answer> elsewhere = ask(0, EchoService.HOLD, 2, new Text("z"));
        sim.runFor(Duration.ofSeconds(1));
        assertFalse(below.isThere() || across.isThere());
        flux().kill(1);
        sim.runFor(Duration.ofSeconds(1));
        publish(0, "heartbeat.pulse");
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(113, below.error().errno().number());
        assertEquals(113, across.error().errno().number());
        assertFalse(elsewhere.isThere(), "another subtree does not notice");
        assertEquals("degraded", health(0).status());
        assertEquals("lost connection", health(0).children().getFirst().error().orElse(""));
        assertTrue(
                flux().broker(0)
                        .logged("node1 (rank 1) failed and severed contact with 2 other nodes"));
    }

    @Test
    void orphansOfARestartedParentAreToldToGo() {
        boot("kary:1", 3);
        awaitStatus(0, "full");
        Outcome<Answer> up = ask(2, EchoService.HOLD, 0, new Text("x"));
        sim.runFor(Duration.ofSeconds(1));
        flux().restart(1);
        sim.runFor(Duration.ofSeconds(20));
        assertTrue(
                flux().broker(2).logged("node1 (rank 1) sent disconnect control message"),
                () -> flux().broker(2).log().toString());
        assertEquals(List.of("parent-fail"), flux().broker(2).posted());
        assertEquals("overlay disconnect", up.error().text());
        assertEquals("partial", health(1).status(), "rank 2 has to be started again");
        flux().restart(2);
        awaitStatus(0, "full");
    }

    @Test
    void aChildThatCrashedComesBackWithANewIdentity() {
        boot("kary:2", 3);
        awaitStatus(0, "full");
        String before = flux().broker(1).uuid();
        Outcome<Answer> held = ask(0, EchoService.HOLD, 1, new Text("x"));
        sim.runFor(Duration.ofSeconds(1));
        flux().restart(1);
        assertNotEquals(before, flux().broker(1).uuid());
        sim.runFor(Duration.ofSeconds(5));
        awaitStatus(0, "full");
        assertEquals(113, held.error().errno().number());
        assertTrue(
                flux().broker(0)
                        .logged(
                                "node1 (rank 1) reconnected after crash, dropping old connection"
                                        + " state"));
        assertEquals(1, settled(ask(0, EchoService.SAY, 1, new Text("again"))).reply().rank());
    }

    @Test
    void aSilentChildIsTorpidAndThenResponsive() {
        boot("kary:2", 3);
        awaitStatus(0, "full");
        sim.runFor(Duration.ofSeconds(10));
        flux().stall(2);
        sim.runFor(Duration.ofSeconds(29));
        assertFalse(flux().broker(0).logged("unresponsive"));
        sim.runFor(Duration.ofSeconds(11));
        assertTrue(
                flux().broker(0).logged("broker on node2 (rank 2) has been unresponsive for 3"),
                () -> flux().broker(0).log().toString());
        assertEquals("full", health(0).status(), "torpid is not lost");
        flux().resume(2);
        sim.runFor(Duration.ofSeconds(15));
        assertTrue(flux().broker(0).logged("broker on node2 (rank 2) is responsive now"));
        assertFalse(flux().broker(0).logged("rank 1) has been"));
    }

    @Test
    void aTornConnectionThatComesBackGoesOnAsIfNothingHappened() {
        boot("kary:2", 3);
        awaitStatus(0, "full");
        Outcome<Answer> held = ask(1, EchoService.HOLD, 0, new Text("x"));
        sim.runFor(Duration.ofSeconds(1));
        flux().cut(0, 1);
        sim.runFor(Duration.ofSeconds(10));
        flux().heal(0, 1);
        sim.runFor(Duration.ofSeconds(2));
        assertFalse(held.isThere());
        assertEquals(0, settled(ask(1, EchoService.SAY, 0, new Text(""))).reply().rank());
        assertEquals("full", health(0).status());
    }

    @Test
    void aLongCutBreaksTheConnectionAndTheChildIsLost() {
        boot("kary:2", 3);
        awaitStatus(0, "full");
        flux().cut(0, 1);
        publish(0, "echo.a");
        sim.runFor(Duration.ofSeconds(25));
        publish(0, "echo.b");
        sim.runFor(Duration.ofSeconds(1));
        assertEquals("degraded", health(0).status());
        flux().heal(0, 1);
        sim.runFor(Duration.ofSeconds(30));
        assertEquals(
                List.of("parent-fail"),
                flux().broker(1).posted(),
                "it never says hello again, so it is told to go");
    }

    @Test
    void eventsReachAllInOrderWithoutGaps() {
        boot("kary:3", 13);
        sim.always(
                "an event sequence never goes backwards",
                () -> {
                    for (int i = 1; i < sequences.size(); i++) {
                        if (sequences.get(i) <= sequences.get(i - 1)) {
                            return false;
                        }
                    }
                    return true;
                });
        awaitStatus(0, "full");
        for (int i = 0; i < 20; i++) {
            publish(i % 13, "echo.tick");
            sim.runFor(Duration.ofNanos(50_000));
        }
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(20, sequences.size());
        for (int rank = 0; rank < 13; rank++) {
            assertEquals(flux().broker(0).lastEvent(), flux().broker(rank).lastEvent());
            assertFalse(flux().broker(rank).logged("lost event"));
        }
    }

    @Test
    void childrenLeaveInOrderBeforeTheirParent() {
        boot("kary:1", 3);
        awaitStatus(0, "full");
        flux().at(2, broker -> broker.enterState(7));
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("children-none"), flux().broker(2).posted());
        flux().at(1, broker -> broker.enterState(7));
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(List.of(), flux().broker(1).posted(), "it waits for rank 2");
        flux().at(2, broker -> broker.enterState(9));
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("children-none", "goodbye"), flux().broker(2).posted());
        assertEquals(List.of("children-complete"), flux().broker(1).posted());
        assertEquals("offline", health(1).children().getFirst().status());
        assertEquals("administrative shutdown", health(1).children().getFirst().error().orElse(""));
        flux().restart(2);
        sim.runFor(Duration.ofSeconds(1));
        assertTrue(
                flux().broker(2).logged("node1 (rank 1) sent disconnect control message"),
                "a parent on its way down lets nobody in");
    }

    @Test
    void aSubtreeCanBeCutOffByRequest() {
        boot("kary:2", 7);
        awaitStatus(0, "full");
        settled(ask(0, OverlayProtocol.DISCONNECT_SUBTREE, 0, new OfRank(1))).reply();
        sim.runFor(Duration.ofSeconds(1));
        assertTrue(
                flux().broker(0)
                        .logged(
                                "node1 (rank 1) disconnected by request and severed contact with 2"
                                        + " other nodes"));
        assertEquals(List.of("parent-fail"), flux().broker(1).posted());
        assertEquals(
                "administrative disconnect", health(0).children().getFirst().error().orElse(""));
        assertEquals(
                "rank 1 is already lost",
                settled(ask(0, OverlayProtocol.DISCONNECT_SUBTREE, 0, new OfRank(1)))
                        .error()
                        .text());
        assertEquals(
                "requested rank is not this broker's direct child",
                settled(ask(0, OverlayProtocol.DISCONNECT_SUBTREE, 0, new OfRank(3)))
                        .error()
                        .text());
    }

    @Test
    void aChildLetsGoOfItsParentByRequest() {
        boot("kary:1", 2);
        awaitStatus(0, "full");
        Outcome<Answer> held = ask(1, EchoService.HOLD, 0, new Text("x"));
        flux().at(
                        1,
                        broker ->
                                broker.rpc()
                                        .send(
                                                "overlay.disconnect-parent",
                                                1,
                                                Payload.of(
                                                        JsonObject.of("reason", "no heartbeat"))));
        sim.runFor(Duration.ofSeconds(1));
        assertTrue(flux().broker(1).logged("disconnecting: no heartbeat"));
        assertEquals("overlay disconnect", held.error().text());
        assertEquals(List.of("parent-fail"), flux().broker(1).posted());
    }

    @Test
    void traceTellsWhatPassesALink() {
        boot("kary:1", 2);
        awaitStatus(0, "full");
        List<JsonObject> records = new ArrayList<>();
        flux().at(
                        0,
                        broker ->
                                broker.rpc()
                                        .openRaw(
                                                "overlay.trace",
                                                0,
                                                Payload.of(
                                                        JsonObject.builder()
                                                                .put("typemask", 15)
                                                                .put("topic_glob", "echo.*")
                                                                .put("nodeid", -1)
                                                                .put("full", true)
                                                                .build()),
                                                item -> records.add(item.payload().json()),
                                                _ -> {}));
        sim.runFor(Duration.ofSeconds(1));
        settled(ask(0, EchoService.SAY, 1, new Text("hi"))).reply();
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(2, records.size());
        JsonObject sent = records.getFirst();
        assertEquals("tx", sent.text("prefix").orElse(""));
        assertEquals(1L, sent.whole("rank").orElse(-1L));
        assertEquals("echo.say", sent.text("topic").orElse(""));
        assertEquals("{\"text\":\"hi\"}", sent.object("payload").orElseThrow().toString());
        assertEquals("rx", records.get(1).text("prefix").orElse(""));
        assertEquals(2L, records.get(1).whole("type").orElse(0L));
    }

    @Test
    void monitorTellsEveryChange() {
        boot("kary:2", 3);
        awaitStatus(0, "full");
        List<String> seen = new ArrayList<>();
        flux().at(
                        0,
                        broker ->
                                broker.rpc()
                                        .open(
                                                OverlayProtocol.MONITOR,
                                                0,
                                                Empty.EMPTY,
                                                peer -> seen.add(peer.rank() + " " + peer.status()),
                                                _ -> {}));
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("1 full", "2 full"), seen);
        flux().kill(2);
        sim.runFor(Duration.ofSeconds(1));
        publish(0, "heartbeat.pulse");
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("1 full", "2 full", "2 lost"), seen);
    }

    @Test
    void aThousandBrokersComeUpAndSurviveLosingARouter() {
        Sim large = new Sim(SimOptions.seeded(7));
        boot(large, "kary:32", 1000);
        large.runFor(Duration.ofSeconds(5));
        List<Integer> answered = new ArrayList<>();
        for (int rank : List.of(1, 500, 999)) {
            flux().at(
                            0,
                            broker ->
                                    broker.rpc()
                                            .call(EchoService.SAY, rank, new Text(""))
                                            .then(
                                                    a -> answered.add(a.rank()),
                                                    e -> {
                                                        throw e;
                                                    }));
        }
        large.runFor(Duration.ofSeconds(1));
        assertEquals(List.of(1, 500, 999), answered.stream().sorted().toList());
        List<Integer> failed = new ArrayList<>();
        for (int rank : java.util.stream.IntStream.range(33, 65).toArray()) {
            flux().at(
                            0,
                            broker ->
                                    broker.rpc()
                                            .call(EchoService.HOLD, rank, new Text(""))
                                            .then(_ -> {}, e -> failed.add(e.errno().number())));
        }
        large.runFor(Duration.ofSeconds(1));
        flux().kill(1);
        large.runFor(Duration.ofSeconds(1));
        publish(0, "heartbeat.pulse");
        large.runFor(Duration.ofSeconds(1));
        assertEquals(32, failed.size());
        assertTrue(failed.stream().allMatch(errno -> errno == 113));
    }

    @Test
    void equalSeedsGiveEqualRuns() {
        assertEquals(traceOf(3), traceOf(3));
        assertNotEquals(traceOf(3), traceOf(4));
    }

    private long traceOf(long seed) {
        Sim run = new Sim(SimOptions.seeded(seed));
        boot(run, "kary:4", 50);
        run.runFor(Duration.ofSeconds(10));
        flux().kill(2);
        publish(0, "heartbeat.pulse");
        run.runFor(Duration.ofSeconds(10));
        return run.trace();
    }

    @Test
    void aBrokerWhoseParentIsGoneLeavesAtOnce() {
        boot("kary:2", 3);
        sim.runFor(Duration.ofSeconds(1));
        flux().kill(0);
        sim.runFor(Duration.ofSeconds(1));
        flux().at(1, broker -> broker.enterState(9));
        sim.runFor(Duration.ofMillis(1));
        assertEquals(List.of("goodbye"), flux().broker(1).posted());
        assertTrue(
                flux().broker(1)
                        .logged(
                                "leaving without overlay.goodbye: parent node0 (rank 0) is not"
                                        + " connected"));
    }

    @Test
    void aParentThatDiesDuringGoodbyeIsNotWaitedFor() {
        boot("kary:2", 3);
        sim.runFor(Duration.ofSeconds(1));
        flux().stall(0);
        flux().at(1, broker -> broker.enterState(9));
        sim.runFor(Duration.ofSeconds(5));
        assertEquals(List.of(), flux().broker(1).posted());
        flux().kill(0);
        sim.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("goodbye"), flux().broker(1).posted());
    }
}
