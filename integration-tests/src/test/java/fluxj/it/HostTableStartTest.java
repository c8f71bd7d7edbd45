package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// Brokers started from a `[bootstrap]` host table and one CURVE certificate.
class HostTableStartTest {
    @TempDir Path dir;

    private static void awaitStatus(TestBrokerProcess broker, String expected) {
        Eventually.until(
                () -> expected + broker.fluxj("overlay", "status").run().all() + broker.log(),
                () ->
                        broker.fluxj("overlay", "status", "--summary")
                                .run()
                                .out()
                                .contains(expected));
    }

    @Test
    void oneBrokerNeedsNoCertificateAndNoSocket() {
        try (Site site = Site.overTcp(dir, 1)) {
            TestBrokerProcess only = site.startAll().getFirst();
            CommandLine.Result ping = only.fluxj("ping", "--count=1", "0").run();
            assertEquals(0, ping.exitCode(), ping.all());
            only.signal("TERM");
            assertEquals(0, only.awaitExit(), only.log());
        }
    }

    @Test
    void threeBrokersOverLoopbackWireUpAndEndInOrder() {
        try (Site site = Site.overTcp(dir, 3)) {
            List<TestBrokerProcess> brokers = site.startAll();
            awaitStatus(brokers.getFirst(), "full");
            for (String rank : List.of("0", "1", "2")) {
                CommandLine.Result ping = brokers.getLast().fluxj("ping", "--count=1", rank).run();
                assertEquals(0, ping.exitCode(), ping.all());
            }
            brokers.getFirst().signal("TERM");
            for (TestBrokerProcess broker : brokers) {
                assertEquals(0, broker.awaitExit(), broker.log());
            }
            assertTrue(brokers.get(1).log().contains("goodbye: goodbye->unload-builtins"));
        }
    }

    @Test
    void aLeafThatStopsHasNothingToComplainOf() {
        try (Site site = Site.overIpc(dir, 2)) {
            List<TestBrokerProcess> brokers = site.startAll();
            awaitStatus(brokers.getFirst(), "full");
            brokers.get(1).signal("TERM");
            assertEquals(0, brokers.get(1).awaitExit(), brokers.get(1).log());
            assertFalse(brokers.get(1).log().contains(".err["), brokers.get(1).log());
        }
    }

    @Test
    void eightBrokersOverUnixSocketsFormATreeOfTwo() {
        try (Site site = Site.overIpc(dir, 8).with("-Stbon.topo=kary:2")) {
            List<TestBrokerProcess> brokers = site.startAll();
            awaitStatus(brokers.getFirst(), "full");
            CommandLine.Result level = brokers.get(7).fluxj("getattr", "tbon.level").run();
            assertEquals("3\n", level.out(), level.all());
            CommandLine.Result exec =
                    brokers.getFirst().fluxj("exec", "-l", "sh", "-c", "echo $FLUX_URI").run();
            assertEquals(0, exec.exitCode(), exec.all());
            assertEquals(8, exec.out().lines().count(), exec.all());
        }
    }

    @Test
    void aLateJoinerIsWaitedForByNameAndThenCompletesTheTree() {
        try (Site site = Site.overIpc(dir, 3).with("-Sbroker.quorum-warn=1s")) {
            TestBrokerProcess leader = site.start(0);
            TestBrokerProcess first = site.start(1);
            leader.awaitLog("quorum delayed: waiting for node2 (rank 2)");
            TestBrokerProcess late = site.start(2);
            leader.awaitRun();
            first.awaitRun();
            late.awaitRun();
            awaitStatus(leader, "full");
        }
    }

    @Test
    void aKilledRouterIsReportedAndItsOrphansLeave() {
        try (Site site = Site.overIpc(dir, 3).with("-Stbon.topo=kary:1")) {
            List<TestBrokerProcess> brokers = site.startAll();
            brokers.get(1).signal("KILL");
            assertEquals(137, brokers.get(1).awaitExit());
            CommandLine.Result ping = brokers.getFirst().fluxj("ping", "--count=1", "2").run();
            assertEquals(1, ping.exitCode(), ping.all());
            awaitStatus(brokers.getFirst(), "degraded");
            brokers.getFirst().awaitLog("node1 (rank 1) failed");
            TestBrokerProcess router = site.start(1);
            assertEquals(1, brokers.get(2).awaitExit(), brokers.get(2).log());
            assertTrue(
                    brokers.get(2).log().contains("sent disconnect control message"),
                    brokers.get(2).log());
            TestBrokerProcess leaf = site.start(2);
            router.awaitRun();
            leaf.awaitRun();
            awaitStatus(brokers.getFirst(), "full");
        }
    }

    @Test
    void aStoppedLeafBecomesTorpidAndRecovers() {
        try (Site site =
                Site.overIpc(dir, 3).with("-Stbon.torpid_max=3s").with("-Stbon.torpid_min=1s")) {
            List<TestBrokerProcess> brokers = site.startAll();
            for (TestBrokerProcess broker : brokers) {
                CommandLine.Result loaded =
                        broker.fluxj("module", "load", "heartbeat", "period=500ms").run();
                assertEquals(0, loaded.exitCode(), loaded.all());
            }
            brokers.get(2).signal("STOP");
            brokers.getFirst().awaitLog("broker on node2 (rank 2) has been unresponsive for");
            CommandLine.Result other = brokers.getFirst().fluxj("ping", "--count=1", "1").run();
            assertEquals(0, other.exitCode(), other.all());
            brokers.get(2).signal("CONT");
            brokers.getFirst().awaitLog("broker on node2 (rank 2) is responsive now");
        }
    }

    @Test
    void aStoppedLeaderIsLeftByItsFollowersWithAReason() {
        try (Site site = Site.overIpc(dir, 2)) {
            List<TestBrokerProcess> brokers = site.startAll();
            brokers.getFirst().signal("TERM");
            assertEquals(0, brokers.getFirst().awaitExit(), brokers.getFirst().log());
            assertEquals(0, brokers.get(1).awaitExit(), brokers.get(1).log());
        }
    }
}
