package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A broker that does not belong: each end says why, in one line, and the others go on.
class MismatchTest {
    private static final List<String> OURS =
            List.of(CommandLine.BIN.resolve("flux-broker").toString());

    @TempDir Path dir;

    private Path otherConfig(Site site, String from, String to) throws IOException {
        Path other = dir.resolve("other");
        Files.createDirectories(other);
        String text = Files.readString(site.conf().resolve("bootstrap.toml"));
        Files.writeString(other.resolve("bootstrap.toml"), text.replace(from, to));
        return other;
    }

    private void assertStillServes(TestBrokerProcess leader) {
        CommandLine.Result ping = leader.fluxj("ping", "--count=1", "0").run();
        assertEquals(0, ping.exitCode(), ping.all());
    }

    @Test
    void aWrongKeyIsRefusedOnBothEnds() throws IOException {
        try (Site site = Site.overTcp(dir, 2).with("-Sbroker.quorum=1")) {
            TestBrokerProcess leader = site.start(0);
            leader.awaitRun();
            Path wrong = dir.resolve("wrong.cert");
            assertEquals(0, CommandLine.fluxj("keygen", wrong.toString()).run().exitCode());
            Path config = otherConfig(site, dir.resolve("curve.cert").toString(), wrong.toString());
            TestBrokerProcess stranger = site.start(OURS, config, 1);
            stranger.awaitLog("do both brokers use the same certificate?");
            leader.awaitLog("do both brokers use the same certificate?");
            assertStillServes(leader);
        }
    }

    @Test
    void aWrongHostTableIsRefusedByName() throws IOException {
        try (Site site = Site.overIpc(dir, 3).with("-Sbroker.quorum=1")) {
            TestBrokerProcess leader = site.start(0);
            leader.awaitRun();
            Path config = otherConfig(site, "node[0-2]", "node[0,2,1]");
            TestBrokerProcess mistaken = site.start(OURS, config, 2);
            assertEquals(1, mistaken.awaitExit(), mistaken.log());
            leader.awaitLog("rejecting connection from node2 (rank 1)");
            assertTrue(mistaken.log().contains("mismatched config?"), mistaken.log());
            assertStillServes(leader);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (Site site = Site.overTcp(dir, 2).with("-Sbroker.quorum=1")) {
            site.start(0).awaitRun();
            TestBrokerProcess second = site.start(0);
            assertEquals(1, second.awaitExit(), second.log());
            assertTrue(
                    second.log()
                            .contains(
                                    "error binding to tcp://lo:"
                                            + site.port(0)
                                            + ": Address already in use"),
                    second.log());
        }
    }

    @Test
    void aHostThatIsNotInTheTableDoesNotStart() {
        try (Site site = Site.overIpc(dir, 2)) {
            TestBrokerProcess stranger = site.start(7);
            assertEquals(1, stranger.awaitExit(), stranger.log());
            assertTrue(stranger.log().contains("node7 not found in hosts"), stranger.log());
        }
    }
}
