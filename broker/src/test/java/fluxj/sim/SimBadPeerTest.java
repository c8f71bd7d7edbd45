package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.format.Topology;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.SocketLimits;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.overlay.tree.OverlaySettings;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;
import fluxj.wire.RouteStack;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Peers that lie, and peers that stop reading (spec broker 2.4, 2.5): they get one line at both
/// ends, and the others do not notice.
class SimBadPeerTest {
    private static final int QUEUE_BYTES = 1 << 20;

    private final Sim sim = new Sim(SimOptions.seeded(11).withFrames());
    private final SimInstance flux =
            sim.boot(
                    Topology.create("kary:3", 4),
                    new OverlaySettings(
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(30),
                            SocketLimits.DEFAULTS.withQueueBytes(QUEUE_BYTES, 4 * QUEUE_BYTES),
                            OverlaySettings.DEFAULTS.timing(),
                            false),
                    List.of(EchoService.factory(3, new ArrayList<>())));

    private void run() {
        sim.runFor(Duration.ofSeconds(2));
    }

    /// An instance in which rank 1 has not come up, and a stranger in its place.
    private Stranger stranger() {
        flux.kill(1);
        run();
        flux.at(0, broker -> broker.publish(Event.of("heartbeat.pulse", Payload.NONE, 0)));
        run();
        Stranger stranger = new Stranger(flux, 0);
        run();
        return stranger;
    }

    private boolean leaderLogged(String text) {
        return flux.broker(0).logged(text);
    }

    private void assertOthersAreFine() {
        List<Integer> answers = new ArrayList<>();
        flux.at(
                2,
                broker ->
                        broker.rpc()
                                .call(EchoService.SAY, 3, new EchoService.Text(""))
                                .then(
                                        answer -> answers.add(answer.rank()),
                                        e -> answers.add(-e.errno().number())));
        run();
        assertEquals(List.of(3), answers);
    }

    @Test
    void whoSpeaksBeforeHelloIsToldToGo() {
        Stranger stranger = stranger();
        stranger.send(Request.of("kvs.get", Payload.NONE, 0, 1, 0));
        run();
        assertTrue(stranger.wasToldToGo());
        assertEquals("none", stranger.lastAnswer());
        assertOthersAreFine();
    }

    @Test
    void helloThatIsNoHelloIsRefused() {
        Stranger stranger = stranger();
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

    @Test
    void forgedRanksAreRefused() {
        Stranger stranger = stranger();
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

    @Test
    void aRankThatIsAliveIsNotTakenOver() {
        run();
        flux.at(2, broker -> broker.publish(Event.of("echo.x", Payload.NONE, 0)));
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

    @Test
    void anotherVersionIsRefusedAndTold() {
        Stranger stranger = stranger();
        stranger.say(new Hello(1, 87 << 8, Stranger.UUID, 1, Optional.of("node1")));
        run();
        assertEquals(
                "22 client (0.87.0) version mismatched with server (0.88.0)",
                stranger.lastAnswer());
        assertTrue(leaderLogged("rejecting connection from node1 (rank 1): client (0.87.0)"));
        assertOthersAreFine();
    }

    @Test
    void aChildThatTalksNonsenseDoesNoHarm() {
        Stranger stranger = stranger();
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
        assertFalse(flux.broker(0).lastEvent() >= 4711, "a forged number is not believed");
        assertEquals("113 ", stranger.lastAnswer());
        assertFalse(stranger.wasToldToGo());
        assertOthersAreFine();
    }

    @Test
    void credentialsOfAnotherHostAreNotLocal() {
        Stranger stranger = stranger();
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
        byte[] large = new byte[QUEUE_BYTES / 8];
        for (int i = 0; i < times; i++) {
            flux.at(0, broker -> broker.publish(Event.of("echo.big", Payload.ofBytes(large), 0)));
            sim.runFor(Duration.ofMillis(1));
        }
    }

    @Test
    void aChildThatTakesNothingForLongIsShed() {
        run();
        assertOthersAreFine();
        flux.stall(1);
        publishBig(9);
        sim.runFor(Duration.ofSeconds(6));
        assertTrue(
                leaderLogged("broker on node1 (rank 1) has stopped reading: 115"),
                () -> flux.broker(0).log().toString());
        assertFalse(leaderLogged("rank 1) stopped reading and was cut off"));
        sim.runFor(Duration.ofSeconds(20));
        assertTrue(leaderLogged("node1 (rank 1) stopped reading and was cut off"));
        assertOthersAreFine();
        flux.resume(1);
        sim.runFor(Duration.ofSeconds(20));
        assertEquals(
                List.of("parent-fail"),
                flux.broker(1).posted(),
                "when it reads again it learns that it is out");
    }

    @Test
    void aSlowChildThatReadsIsNotShedInAFlood() {
        run();
        flux.stall(1);
        publishBig(20);
        for (int i = 0; i < 8; i++) {
            sim.runFor(Duration.ofSeconds(15));
            flux.resume(1);
            sim.runFor(Duration.ofMillis(100));
            flux.stall(1);
            publishBig(20);
        }
        assertFalse(leaderLogged("stopped reading and was cut off"));
    }

    @Test
    void aPublisherWaitsUntilTheSlowestChildHasRoom() {
        run();
        List<String> published = new ArrayList<>();
        flux.stall(1);
        publishBig(9);
        flux.at(
                0,
                broker -> {
                    assertTrue(broker.isCongested());
                    broker.whenDrained(() -> published.add("out"));
                });
        sim.runFor(Duration.ofSeconds(5));
        assertEquals(List.of(), published);
        flux.resume(1);
        run();
        assertEquals(List.of("out"), published);
    }

    @Test
    void whoSaysNoHelloIsDroppedInTime() {
        Stranger stranger = stranger();
        stranger.send(Control.of(Control.HEARTBEAT, 0));
        run();
        assertFalse(leaderLogged("no overlay.hello within 10 s"));
        sim.runFor(Duration.ofSeconds(16));
        assertTrue(leaderLogged("rejected sim:4: no overlay.hello within 10 s"));
        assertOthersAreFine();
    }

    @Test
    void aThousandRefusedHellosAreFewShortLines() {
        Stranger stranger = stranger();
        String host = "evil\n\u0007".repeat(100_000);
        int before = flux.broker(0).log().size();
        for (int i = 0; i < 1000; i++) {
            stranger.say(
                    new Hello(1, OverlayPlan.VERSION, Stranger.UUID, 1, Optional.of(host + i)));
        }
        run();
        assertTrue(leaderLogged("rejecting connection from evil??evil??"));
        List<SimBroker.LogLine> lines = flux.broker(0).log();
        assertTrue(lines.size() < before + 20, () -> "lines: " + lines.size());
        for (SimBroker.LogLine line : lines) {
            assertTrue(line.text().length() < 400, line.text());
            assertTrue(line.text().chars().allMatch(c -> c >= ' '), line.text());
        }
    }
}
