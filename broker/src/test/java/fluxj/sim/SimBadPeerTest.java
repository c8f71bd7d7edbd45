package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.SocketLimits;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Peers that lie, and peers that stop reading (spec broker 2.4, 2.5): they get one line at both
/// ends, and the others do not notice.
class SimBadPeerTest {
    /// Eight of them are as much as may wait for a peer before it counts as backed up.
    private static final byte[] LARGE = new byte[(int) (SocketLimits.DEFAULTS.queueBytes() / 8)];

    private final Map<Integer, List<Integer>> heard = new TreeMap<>();
    private SimCluster flux;

    private void boot(Sim sim) {
        flux = SimCluster.boot(sim, SimShape.of(4, "kary:3").loading(EchoService.factory(heard)));
        flux.awaitRun();
    }

    private void run() {
        flux.runFor(Duration.ofSeconds(2));
    }

    /// An instance in which rank 1 has not come up, and a stranger in its place.
    private Stranger stranger(Sim sim) {
        boot(sim);
        flux.kill(1);
        run();
        flux.pulse();
        run();
        Stranger stranger = new Stranger(flux, 0);
        run();
        return stranger;
    }

    private boolean leaderLogged(String text) {
        return flux.broker(0).complained(text);
    }

    private void assertOthersAreFine() {
        assertEquals(3, EchoService.say(flux, 2, 3).reply().rank());
    }

    @Scenario
    void whoSpeaksBeforeHelloIsToldToGo(Sim sim) {
        Stranger stranger = stranger(sim);
        stranger.send(Request.of("kvs.get", Payload.NONE, 0, 1, 0));
        run();
        assertTrue(stranger.wasToldToGo());
        assertEquals("none", stranger.lastAnswer());
        assertOthersAreFine();
    }

    @Scenario
    void helloThatIsNoHelloIsRefused(Sim sim) {
        Stranger stranger = stranger(sim);
        stranger.say(Payload.ofText("{\"rank\":\"one\"}"), Credentials.OWNER);
        run();
        assertEquals(
                "71 malformed overlay.hello: Expected integer, got string: rank",
                stranger.lastAnswer());
        assertTrue(leaderLogged("rejecting connection from sim:4: malformed overlay.hello"));
        stranger.say(Payload.ofBytes(new byte[] {1, 2, 3}), Credentials.OWNER);
        run();
        assertTrue(stranger.lastAnswer().startsWith("71 malformed overlay.hello"));
        stranger.say(Payload.of(Stranger.hello(1)), Credentials.USER);
        run();
        assertEquals("1 ", stranger.lastAnswer());
        assertOthersAreFine();
    }

    @Scenario
    void forgedRanksAreRefused(Sim sim) {
        Stranger stranger = stranger(sim);
        stranger.say(Stranger.hello(77));
        run();
        assertEquals(
                "22 rank 77 is not a child of rank 0: mismatched config?", stranger.lastAnswer());
        stranger.say(new Hello(1, OverlayPlan.VERSION, Stranger.UUID, 1, Optional.of("elsewhere")));
        run();
        assertEquals("22 node1 is configured as rank 1: mismatched config?", stranger.lastAnswer());
        assertTrue(
                leaderLogged(
                        "rejecting connection from elsewhere (rank 1): node1 is configured as"
                                + " rank 1: mismatched config?"));
        stranger.say(new Hello(1, OverlayPlan.VERSION, "other", 1, Optional.of("node1")));
        run();
        assertEquals(
                "22 overlay.hello names another broker than its connection", stranger.lastAnswer());
        assertOthersAreFine();
    }

    @Scenario
    void aRankThatIsAliveIsNotTakenOver(Sim sim) {
        boot(sim);
        flux.publish(2, "echo.x", Payload.NONE);
        Stranger stranger = new Stranger(flux, 0);
        run();
        stranger.say(Stranger.hello(2));
        run();
        assertEquals(
                "22 rank 2 is taken by a broker that is alive at sim:2: started twice?",
                stranger.lastAnswer());
        assertTrue(leaderLogged("rejecting connection from node2 (rank 2): rank 2 is taken"));
        assertOthersAreFine();
    }

    @Scenario
    void anotherVersionIsRefusedAndTold(Sim sim) {
        Stranger stranger = stranger(sim);
        stranger.say(new Hello(1, 87 << 8, Stranger.UUID, 1, Optional.of("node1")));
        run();
        assertEquals(
                "22 client (0.87.0) version mismatched with server (0.88.0)",
                stranger.lastAnswer());
        assertTrue(leaderLogged("rejecting connection from node1 (rank 1): client (0.87.0)"));
        assertOthersAreFine();
    }

    @Scenario
    void aChildThatTalksNonsenseDoesNoHarm(Sim sim) {
        Stranger stranger = stranger(sim);
        stranger.say(Stranger.hello(1));
        run();
        assertEquals("ok", stranger.lastAnswer());
        stranger.send(Control.of(Control.STATUS, 99));
        stranger.send(Control.of(47, 1));
        Request nobody = Request.of("echo.say", Payload.NONE, 0, 5, 0);
        stranger.send(
                nobody.respondError(Errno.EPERM, "x").withRoutes(RouteStack.of("a", "b", "c")));
        stranger.send(nobody.respond(Payload.NONE).withRoutes(RouteStack.EMPTY));
        stranger.send(Event.of("echo.forged", Payload.NONE, 0).withSequence(4711));
        stranger.send(Request.of("echo.say", Payload.NONE, 99, 6, Message.STREAMING));
        run();
        assertTrue(leaderLogged("unknown subtree status 99"));
        assertTrue(leaderLogged("response to echo.say that was not asked through this broker"));
        flux.publish(0, "echo.true", Payload.NONE);
        run();
        assertTrue(heard.get(0).getLast() < 4711, "a forged number is not believed");
        assertEquals("113 ", stranger.lastAnswer());
        assertFalse(stranger.wasToldToGo());
        assertOthersAreFine();
    }

    @Scenario
    void credentialsOfAnotherHostAreNotLocal(Sim sim) {
        Stranger stranger = stranger(sim);
        stranger.say(Stranger.hello(1));
        run();
        stranger.send(
                Request.of("echo.say", Payload.of(new EchoService.Text("")), 0, 5, 0)
                        .withCred(
                                new Credentials(
                                        SimHost.UID, Credentials.OWNER | Credentials.LOCAL)));
        run();
        Response answer = (Response) stranger.heard().getLast();
        assertEquals(1, answer.payload().as(EchoService.Answer.class).rolemask());
    }

    private void publishBig(int times) {
        for (int i = 0; i < times; i++) {
            flux.publish(0, "echo.big", Payload.ofBytes(LARGE));
            flux.runFor(Duration.ofMillis(1));
        }
    }

    @Scenario
    void aChildThatTakesNothingForLongIsShed(Sim sim) {
        boot(sim);
        assertOthersAreFine();
        flux.stall(1);
        publishBig(9);
        flux.runFor(Duration.ofSeconds(11));
        assertTrue(
                leaderLogged("broker on node1 (rank 1) has stopped reading: 184"),
                () -> flux.broker(0).errorLines().toString());
        assertFalse(leaderLogged("rank 1) stopped reading and was cut off"));
        flux.runFor(Duration.ofSeconds(20));
        assertTrue(leaderLogged("node1 (rank 1) stopped reading and was cut off"));
        assertOthersAreFine();
        flux.resume(1);
        assertEquals(1, flux.awaitEnd(1), "when it reads again it learns that it is out");
        assertTrue(flux.broker(1).complained("parent-fail: run->cleanup"));
    }

    @Scenario(seeds = 1)
    void aSlowChildThatReadsIsNotShedInAFlood(Sim sim) {
        boot(sim);
        flux.stall(1);
        publishBig(9);
        for (int i = 0; i < 8; i++) {
            flux.runFor(Duration.ofSeconds(15));
            flux.resume(1);
            flux.runFor(Duration.ofMillis(100));
            flux.stall(1);
            publishBig(9);
        }
        assertFalse(leaderLogged("stopped reading and was cut off"));
    }

    @Scenario
    void aPublisherWaitsUntilTheSlowestChildHasRoom(Sim sim) {
        boot(sim);
        List<String> published = new ArrayList<>();
        flux.stall(1);
        publishBig(9);
        flux.at(
                0,
                broker -> {
                    assertTrue(broker.client().isCongested());
                    broker.client().onDrained(() -> published.add("out"));
                });
        flux.runFor(Duration.ofSeconds(5));
        assertEquals(List.of(), published);
        flux.resume(1);
        run();
        assertEquals(List.of("out"), published);
    }

    @Scenario
    void whoSaysNoHelloIsDroppedInTime(Sim sim) {
        Stranger stranger = stranger(sim);
        stranger.send(Control.of(Control.HEARTBEAT, 0));
        run();
        assertFalse(leaderLogged("no overlay.hello within 10 s"));
        flux.runFor(Duration.ofSeconds(16));
        assertTrue(leaderLogged("rejected sim:4: no overlay.hello within 10 s"));
        assertOthersAreFine();
    }

    @Scenario
    void aThousandRefusedHellosAreFewShortLines(Sim sim) {
        Stranger stranger = stranger(sim);
        String host = "evil\n\u0007".repeat(10_000);
        int before = flux.broker(0).errorLines().size();
        for (int i = 0; i < 1000; i++) {
            stranger.say(
                    new Hello(1, OverlayPlan.VERSION, Stranger.UUID, 1, Optional.of(host + i)));
        }
        run();
        assertTrue(leaderLogged("rejecting connection from evil??evil??"));
        List<String> lines = flux.broker(0).errorLines();
        assertTrue(lines.size() < before + 20, () -> "lines: " + lines.size());
        for (String line : lines) {
            assertTrue(line.length() < 400, line);
            assertTrue(line.chars().allMatch(c -> c >= ' '), line);
        }
    }
}
