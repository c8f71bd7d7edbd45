package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.JsonObject;
import fluxj.wire.Payload;

import java.time.Duration;

/// Whole instances come up and go down: state machine, groups and overlay together (spec broker 6,
/// appendix C).
class SimStartTest {
    private static final SimShape FORWARDING =
            SimShape.of(3, "kary:2").withWords("-Slog-forward-level=7");

    @Scenario
    void brokersThatForwardAllTheirLogComeUp(Sim sim) {
        SimCluster.boot(sim, FORWARDING).awaitRun();
    }

    @Scenario
    void anInstanceComesUpAndGoesDown(Sim sim) {
        SimCluster flux = SimCluster.boot(sim, SimShape.of(15, "kary:2"));
        flux.awaitRun();
        assertEquals(
                "{\"members\":\"0-14\"}",
                flux.request(0, "groups.get", 0, Payload.of(JsonObject.of("name", "broker.online")))
                        .reply()
                        .payload()
                        .text());
        flux.shutDown();
        for (int rank = 0; rank < flux.size(); rank++) {
            for (String line : flux.broker(rank).errorLines()) {
                assertTrue(line.startsWith("<6>") || line.startsWith("<7>"), line);
            }
        }
    }

    @Scenario
    void helloComesBeforeForwardedLogRecords(Sim sim) {
        SimCluster flux =
                SimCluster.boot(sim, SimShape.of(5, "kary:1").withWords("-Slog-forward-level=7"));
        flux.awaitRun();
        flux.runFor(Duration.ofSeconds(10));
        for (int rank = 0; rank < flux.size(); rank++) {
            assertTrue(flux.broker(rank).isAlive(), "rank " + rank);
        }
    }
}
