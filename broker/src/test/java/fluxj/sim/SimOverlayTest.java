package fluxj.sim;

import static fluxj.sim.EchoService.hold;
import static fluxj.sim.EchoService.say;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.overlay.OverlayProtocol.OfRank;
import fluxj.overlay.OverlayProtocol.Reason;
import fluxj.overlay.OverlayProtocol.Subtree;
import fluxj.overlay.OverlayProtocol.TraceFilter;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.sim.EchoService.Answer;
import fluxj.sim.EchoService.Text;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The overlay (spec broker 2) as its clients see it while nothing breaks.
class SimOverlayTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static SimCluster boot(Sim sim, String topology, int size) {
        SimCluster flux =
                SimCluster.boot(sim, SimShape.of(size, topology).loading(EchoService.factory()));
        flux.awaitRun();
        return flux;
    }

    @Scenario
    void aTreeComesUpAndEveryRankAnswersEveryOther(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 7);
        for (int from : List.of(0, 2, 5)) {
            for (int to = 0; to < flux.size(); to++) {
                Answer answer = say(flux, from, to).reply();
                assertEquals(to, answer.rank());
                assertEquals(to == from ? 5 : 1, answer.rolemask(), "LOCAL stops at each hop");
            }
        }
    }

    @Scenario
    void healthAndTopologyDescribeTheTree(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 7);
        flux.awaitStatus(0, "full");
        Health health = flux.health(0);
        assertEquals(2, health.children().size());
        assertEquals("full", health.children().get(1).status());
        Subtree tree = flux.call(0, OverlayProtocol.TOPOLOGY, 0, new OfRank(0)).reply();
        assertEquals(7, tree.size());
        assertEquals(List.of(1, 2), tree.children().stream().map(Subtree::rank).toList());
        assertEquals(3, tree.children().getFirst().size());
        assertEquals(
                "requested rank is not this broker or its direct child",
                flux.call(0, OverlayProtocol.TOPOLOGY, 0, new OfRank(3)).error().text());
        assertEquals(Optional.of("1"), flux.broker(1).attribute("tbon.level"));
        assertEquals(Optional.of("2"), flux.broker(1).attribute("tbon.descendants"));
        assertEquals(
                Optional.of("ipc:///sim/node0"), flux.broker(1).attribute("tbon.parent-endpoint"));
        assertEquals(Optional.of("0-2"), flux.broker(0).attribute("broker.critical-ranks"));
    }

    @Scenario
    void unknownRanksAndServicesAreRefused(Sim sim) {
        SimCluster flux = boot(sim, "kary:1", 3);
        FluxException unreachable = say(flux, 0, 99).error();
        assertEquals(113, unreachable.errno().number());
        assertEquals("", unreachable.text());
        RpcMethod<Text, Answer> nope =
                new RpcMethod<>("nope.say", Text.class, Answer.class, Access.OWNER);
        assertEquals(
                "No service matching nope.say is registered",
                flux.call(2, nope, Message.NODEID_UPSTREAM, new Text("")).error().text(),
                "an upstream request goes up to the root and no further");
    }

    @Scenario
    void eventsReachAllInOrderWithoutGaps(Sim sim) {
        Map<Integer, List<Integer>> heard = new TreeMap<>();
        SimCluster flux =
                SimCluster.boot(sim, SimShape.of(13, "kary:3").loading(EchoService.factory(heard)));
        flux.awaitRun();
        for (int i = 0; i < 20; i++) {
            flux.publish(i % 13, "echo.tick", Payload.NONE);
            flux.runFor(Duration.ofNanos(50_000));
        }
        flux.runFor(SECOND);
        List<Integer> order = heard.get(0);
        assertEquals(20, order.size());
        assertEquals(order.stream().sorted().distinct().toList(), order);
        for (int rank = 0; rank < flux.size(); rank++) {
            assertEquals(order, heard.get(rank), "rank " + rank);
            assertFalse(flux.broker(rank).complained("lost event"));
        }
    }

    @Scenario
    void aSubtreeCanBeCutOffByRequest(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 7);
        flux.awaitStatus(0, "full");
        flux.call(0, OverlayProtocol.DISCONNECT_SUBTREE, 0, new OfRank(1)).reply();
        assertEquals(1, flux.awaitEnd(1));
        assertTrue(flux.broker(1).complained("parent-fail: run->cleanup"));
        assertTrue(
                flux.broker(0)
                        .complained(
                                "node1 (rank 1) disconnected by request and severed contact with 2"
                                        + " other nodes"));
        assertEquals(
                "administrative disconnect",
                flux.health(0).children().getFirst().error().orElse(""));
        assertEquals(
                "rank 1 is already lost",
                flux.call(0, OverlayProtocol.DISCONNECT_SUBTREE, 0, new OfRank(1)).error().text());
        assertEquals(
                "requested rank is not this broker's direct child",
                flux.call(0, OverlayProtocol.DISCONNECT_SUBTREE, 0, new OfRank(3)).error().text());
    }

    @Scenario
    void aChildLetsGoOfItsParentByRequest(Sim sim) {
        SimCluster flux = boot(sim, "kary:1", 2);
        SimCall<Answer> held = hold(flux, 1, 0);
        flux.at(
                1,
                broker ->
                        broker.rpc()
                                .send(
                                        OverlayProtocol.DISCONNECT_PARENT.topic(),
                                        1,
                                        Payload.of(new Reason("no heartbeat"))));
        assertEquals(1, flux.awaitEnd(1));
        assertTrue(flux.broker(1).complained("disconnecting: no heartbeat"));
        assertTrue(held.isDone());
        assertEquals("overlay disconnect", held.error().text());
        assertTrue(flux.broker(1).complained("parent-fail: run->cleanup"));
    }

    @Scenario
    void traceTellsWhatPassesALink(Sim sim) {
        SimCluster flux = boot(sim, "kary:1", 2);
        List<JsonObject> records = new ArrayList<>();
        TraceFilter filter = new TraceFilter(15, "echo.*", -1, Optional.of(true));
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .openRaw(
                                        OverlayProtocol.TRACE.topic(),
                                        0,
                                        Payload.of(filter),
                                        item -> records.add(item.payload().json()),
                                        _ -> {}));
        flux.runFor(SECOND);
        say(flux, 0, 1).reply();
        flux.runFor(SECOND);
        assertEquals(2, records.size());
        JsonObject sent = records.getFirst();
        assertEquals("tx", sent.text("prefix").orElse(""));
        assertEquals(1L, sent.whole("rank").orElse(-1L));
        assertEquals("echo.say", sent.text("topic").orElse(""));
        assertEquals("{\"text\":\"hi\"}", sent.object("payload").orElseThrow().toString());
        assertEquals("rx", records.get(1).text("prefix").orElse(""));
        assertEquals(2L, records.get(1).whole("type").orElse(0L));
    }

    @Scenario
    void monitorTellsEveryChange(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        flux.awaitStatus(0, "full");
        List<String> seen = new ArrayList<>();
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .open(
                                        OverlayProtocol.MONITOR,
                                        0,
                                        Empty.EMPTY,
                                        peer -> seen.add(peer.rank() + " " + peer.status()),
                                        _ -> {}));
        flux.runFor(SECOND);
        assertEquals(List.of("1 full", "2 full"), seen);
        flux.kill(2);
        flux.runFor(SECOND);
        flux.pulse();
        flux.runFor(SECOND);
        assertEquals(List.of("1 full", "2 full", "2 lost"), seen);
    }

    @Scenario(large = true)
    void aThousandBrokersComeUpAndSurviveLosingARouter(Sim sim) {
        SimCluster flux = boot(sim, "kary:32", 1000);
        for (int rank : List.of(1, 500, 999)) {
            assertEquals(rank, say(flux, 0, rank).reply().rank());
        }
        List<SimCall<Answer>> lost = new ArrayList<>();
        for (int rank = 33; rank < 65; rank++) {
            lost.add(hold(flux, 0, rank));
        }
        flux.runFor(SECOND);
        flux.kill(1);
        flux.runFor(SECOND);
        flux.pulse();
        flux.runFor(SECOND);
        for (SimCall<Answer> call : lost) {
            assertTrue(call.isDone(), call::toString);
            assertEquals(113, call.error().errno().number());
        }
    }
}
