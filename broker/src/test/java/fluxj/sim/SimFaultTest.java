package fluxj.sim;

import static fluxj.sim.EchoService.hold;
import static fluxj.sim.EchoService.say;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.statemachine.BrokerState;
import fluxj.overlay.OverlayProtocol.ChildHealth;
import fluxj.platform.Signum;
import fluxj.sim.EchoService.Answer;
import fluxj.wire.Payload;

import java.time.Duration;
import java.util.Optional;

/// Brokers that die, fall silent or leave, and links that break (spec broker 2.5 to 2.10).
class SimFaultTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static SimCluster boot(Sim sim, String topology, int size) {
        SimCluster flux =
                SimCluster.boot(sim, SimShape.of(size, topology).loading(EchoService.factory()));
        flux.awaitRun();
        flux.awaitStatus(0, "full");
        return flux;
    }

    @Scenario
    void aKilledRouterFailsWhatWaitsForItsSubtree(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 7);
        SimCall<Answer> below = hold(flux, 0, 3);
        SimCall<Answer> across = hold(flux, 5, 1);
        SimCall<Answer> elsewhere = hold(flux, 0, 2);
        flux.runFor(SECOND);
        assertFalse(below.isDone() || across.isDone());
        flux.kill(1);
        flux.runFor(SECOND);
        flux.pulse();
        flux.runFor(SECOND);
        assertTrue(below.isDone() && across.isDone());
        assertEquals(113, below.error().errno().number());
        assertEquals(113, across.error().errno().number());
        assertFalse(elsewhere.isDone(), "another subtree does not notice");
        assertEquals("degraded", flux.health(0).status());
        assertEquals("lost connection", flux.health(0).children().getFirst().error().orElse(""));
        assertTrue(
                flux.broker(0)
                        .complained(
                                "node1 (rank 1) failed and severed contact with 2 other nodes"));
    }

    @Scenario
    void orphansOfARestartedParentAreToldToGo(Sim sim) {
        SimCluster flux = boot(sim, "kary:1", 3);
        SimCall<Answer> up = hold(flux, 2, 0);
        flux.runFor(SECOND);
        flux.restart(1);
        assertEquals(1, flux.awaitEnd(2));
        assertTrue(
                flux.broker(2).complained("node1 (rank 1) sent disconnect control message"),
                () -> flux.broker(2).errorLines().toString());
        assertTrue(flux.broker(2).complained("parent-fail: run->cleanup"));
        assertTrue(up.isDone());
        assertEquals("overlay disconnect", up.error().text());
        assertEquals("partial", flux.health(1).status(), "rank 2 has to be started again");
        flux.restart(2);
        flux.awaitStatus(0, "full");
    }

    @Scenario
    void aChildThatCrashedComesBackWithANewIdentity(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        Optional<String> before = flux.broker(1).attribute("broker.uuid");
        SimCall<Answer> held = hold(flux, 0, 1);
        flux.runFor(SECOND);
        flux.restart(1);
        flux.awaitRun();
        assertNotEquals(before, flux.broker(1).attribute("broker.uuid"));
        flux.awaitStatus(0, "full");
        assertTrue(held.isDone());
        assertEquals(113, held.error().errno().number());
        assertTrue(
                flux.broker(0)
                        .complained(
                                "node1 (rank 1) reconnected after crash, dropping old connection"
                                        + " state"));
        assertEquals(1, say(flux, 0, 1).reply().rank());
    }

    @Scenario
    void aSilentChildIsTorpidAndThenResponsive(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        flux.runFor(Duration.ofSeconds(10));
        flux.stall(2);
        flux.runFor(Duration.ofSeconds(24));
        assertFalse(flux.broker(0).complained("unresponsive"));
        flux.runFor(Duration.ofSeconds(16));
        assertTrue(
                flux.broker(0).complained("broker on node2 (rank 2) has been unresponsive for 3"),
                () -> flux.broker(0).errorLines().toString());
        assertEquals("full", flux.health(0).status(), "torpid is not lost");
        flux.resume(2);
        flux.runFor(Duration.ofSeconds(15));
        assertTrue(flux.broker(0).complained("broker on node2 (rank 2) is responsive now"));
        assertFalse(flux.broker(0).complained("rank 1) has been"));
    }

    @Scenario
    void aTornConnectionThatComesBackGoesOnAsIfNothingHappened(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        SimCall<Answer> held = hold(flux, 1, 0);
        flux.runFor(SECOND);
        flux.cut(0, 1);
        flux.runFor(Duration.ofSeconds(10));
        flux.heal(0, 1);
        flux.runFor(Duration.ofSeconds(2));
        assertFalse(held.isDone());
        assertEquals(0, say(flux, 1, 0).reply().rank());
        assertEquals("full", flux.health(0).status());
    }

    @Scenario
    void aLongCutBreaksTheConnectionAndTheChildIsLost(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        flux.cut(0, 1);
        flux.publish(0, "echo.a", Payload.NONE);
        flux.runFor(Duration.ofSeconds(25));
        flux.publish(0, "echo.b", Payload.NONE);
        flux.runFor(SECOND);
        assertEquals("degraded", flux.health(0).status());
        flux.heal(0, 1);
        assertEquals(1, flux.awaitEnd(1), "it never says hello again, so it is told to go");
        assertTrue(flux.broker(1).complained("parent-fail: run->cleanup"));
    }

    @Scenario
    void childrenLeaveInOrderBeforeTheirParent(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 7);
        flux.stall(4);
        flux.signal(1, Signum.SIGTERM);
        assertEquals(0, flux.awaitEnd(3));
        assertTrue(flux.broker(3).complained("children-none: shutdown->finalize"));
        flux.runFor(SECOND);
        assertEquals(BrokerState.SHUTDOWN, flux.broker(1).state(), "it waits for rank 4");
        ChildHealth left = flux.health(1).children().getFirst();
        assertEquals("offline", left.status());
        assertEquals("administrative shutdown", left.error().orElse(""));
        flux.restart(3);
        assertEquals(1, flux.awaitEnd(3));
        assertTrue(
                flux.broker(3).complained("node1 (rank 1) sent disconnect control message"),
                "a parent on its way down lets nobody in");
        flux.resume(4);
        assertEquals(0, flux.awaitEnd(4));
        assertEquals(0, flux.awaitEnd(1));
        assertTrue(flux.broker(1).complained("children-complete: shutdown->finalize"));
        assertTrue(flux.broker(1).complained("goodbye: goodbye->unload-builtins"));
        assertEquals("offline", flux.health(0).children().getFirst().status());
    }

    @Scenario
    void aBrokerWhoseParentIsGoneLeavesAtOnce(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        flux.kill(0);
        flux.runFor(SECOND);
        flux.signal(1, Signum.SIGTERM);
        flux.awaitState(1, BrokerState.GOODBYE);
        flux.runFor(Duration.ofMillis(1));
        assertTrue(flux.broker(1).complained("goodbye: goodbye->unload-builtins"));
        assertTrue(
                flux.broker(1)
                        .complained(
                                "leaving without overlay.goodbye: parent node0 (rank 0) is not"
                                        + " connected"));
    }

    @Scenario
    void aParentThatDiesDuringGoodbyeIsNotWaitedFor(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        flux.stall(0);
        flux.signal(1, Signum.SIGTERM);
        flux.runFor(Duration.ofSeconds(5));
        assertEquals(BrokerState.GOODBYE, flux.broker(1).state());
        flux.kill(0);
        flux.runFor(SECOND);
        assertTrue(flux.broker(1).complained("goodbye: goodbye->unload-builtins"));
    }

    @Scenario
    void aLostRouterTakesItsSubtreeWithItAndAllComeBack(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 7);
        flux.restart(1);
        assertEquals(1, flux.awaitEnd(3));
        assertEquals(1, flux.awaitEnd(4));
        assertTrue(
                flux.broker(3).complained("node1 (rank 1) sent disconnect control message"),
                () -> flux.broker(3).errorLines().toString());
        flux.restart(3);
        flux.restart(4);
        flux.awaitRun();
        assertTrue(
                flux.broker(0).complained("node1 (rank 1) reconnected after crash"),
                () -> flux.broker(0).errorLines().toString());
    }

    @Scenario
    void aChildThatDiesDuringShutdownDoesNotHoldItUp(Sim sim) {
        SimCluster flux = boot(sim, "kary:2", 3);
        flux.signal(0, Signum.SIGTERM);
        flux.kill(2);
        assertEquals(0, flux.awaitEnd(0));
        assertEquals(0, flux.awaitEnd(1));
    }
}
