package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Our brokers and flux-core's, and flux-core's `flux` command against ours. Skipped, saying so,
/// where no `flux` is on the PATH (or named by `-Dfluxj.flux=`).
@Tag("interop")
class InteropTest {
    private static String flux = "";

    @TempDir Path dir;

    @BeforeAll
    static void findFlux() {
        flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
    }

    private static List<String> theirs() {
        return List.of(flux, "broker");
    }

    private static void awaitFull(TestBrokerProcess leader) {
        Eventually.until(
                () -> "a full tree:\n" + leader.command(flux, "overlay", "status").run().all(),
                () ->
                        leader.command(flux, "overlay", "status", "--summary")
                                .run()
                                .out()
                                .contains("full"));
    }

    private static void assertPings(TestBrokerProcess from, int size) {
        for (int rank = 0; rank < size; rank++) {
            CommandLine.Result ping =
                    from.command(flux, "ping", "--count=1", Integer.toString(rank)).run();
            assertEquals(0, ping.exitCode(), ping.all());
        }
    }

    @Test
    void theFluxCommandWorksAgainstOurBrokers() {
        try (Site site = Site.overTcp(dir, 3)) {
            TestBrokerProcess leader = site.startAll().getFirst();
            awaitFull(leader);
            assertPings(leader, 3);
            assertEquals("3\n", leader.command(flux, "getattr", "size").run().out());
            CommandLine.Result exec = leader.command(flux, "exec", "flux", "getattr", "rank").run();
            assertEquals(3, exec.out().lines().count(), exec.all());
            CommandLine.Result dmesg = leader.command(flux, "dmesg").run();
            assertTrue(dmesg.out().contains("quorum-full: quorum->run"), dmesg.all());
            CommandLine.Result list = leader.command(flux, "module", "list").run();
            assertTrue(list.out().contains("connector-local"), list.all());
            CommandLine.Result down = leader.command(flux, "shutdown").run();
            assertEquals(0, leader.awaitExit(), down.all() + leader.log());
        }
    }

    @Test
    void aFluxCoreChildLivesUnderOurParent() {
        try (Site site = Site.overTcp(dir, 2)) {
            TestBrokerProcess leader = site.start(0);
            TestBrokerProcess child = site.start(theirs(), site.conf(), 1);
            leader.awaitRun();
            child.awaitRun();
            awaitFull(leader);
            assertPings(leader, 2);
            assertPings(child, 2);
            leader.signal("TERM");
            assertEquals(0, child.awaitExit(), child.log());
            assertEquals(0, leader.awaitExit(), leader.log());
        }
    }

    @Test
    void ourChildLivesUnderAFluxCoreParent() {
        try (Site site = Site.overTcp(dir, 2)) {
            TestBrokerProcess leader = site.start(theirs(), site.conf(), 0);
            TestBrokerProcess child = site.start(1);
            leader.awaitRun();
            child.awaitRun();
            awaitFull(leader);
            assertPings(leader, 2);
            assertPings(child, 2);
            leader.signal("TERM");
            assertEquals(0, child.awaitExit(), child.log());
            assertEquals(0, leader.awaitExit(), leader.log());
        }
    }

    @Test
    void threeLevelsMayBeMixedInAnyOrder() {
        for (List<Boolean> ours :
                List.of(List.of(true, false, true), List.of(false, true, false))) {
            Path here = dir.resolve(ours.getFirst() ? "a" : "b");
            try (Site site = Site.overIpc(here, 3).with("-Stbon.topo=kary:1")) {
                List<TestBrokerProcess> brokers = new ArrayList<>();
                for (int rank = 0; rank < 3; rank++) {
                    brokers.add(
                            ours.get(rank)
                                    ? site.start(rank)
                                    : site.start(theirs(), site.conf(), rank));
                }
                brokers.forEach(TestBrokerProcess::awaitRun);
                awaitFull(brokers.getFirst());
                assertPings(brokers.getFirst(), 3);
                assertPings(brokers.getLast(), 3);
                CommandLine.Result event =
                        brokers.getLast()
                                .command(flux, "event", "pub", "--synchronous", "a.b")
                                .run();
                assertEquals(0, event.exitCode(), event.all());
                brokers.getFirst().signal("TERM");
                for (TestBrokerProcess broker : brokers) {
                    assertEquals(0, broker.awaitExit(), broker.log());
                }
            }
        }
    }
}
