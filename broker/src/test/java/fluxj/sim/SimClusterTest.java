package fluxj.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.Signum;
import fluxj.wire.Payload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Scenarios of whole brokers: state machine, groups and overlay together (spec broker 6, appendix
/// C).
class SimClusterTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> NO_SCRIPTS =
            List.of(
                    "-Sbroker.rc1_path=",
                    "-Sbroker.rc3_path=",
                    "-Sbroker.rc2_none",
                    "-Slog-stderr-mode=local",
                    "-Slog-stderr-level=7");

    private final Sim sim = new Sim(SimOptions.seeded(1).withFrames());

    private static SimCluster boot(Sim sim, Path folder, int size) {
        return boot(sim, folder, size, NO_SCRIPTS);
    }

    private static SimCluster boot(Sim sim, Path folder, int size, List<String> words) {
        try {
            int uid = (Integer) Files.getAttribute(folder, "unix:uid");
            return sim.boot(new SimCluster.Shape(size, "kary:2", uid), folder, words);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean allRun(SimCluster flux) {
        for (int rank = 0; rank < flux.size(); rank++) {
            if (!flux.broker(rank).complained("quorum->run")) {
                return false;
            }
        }
        return true;
    }

    private static boolean allEnded(SimCluster flux) {
        for (int rank = 0; rank < flux.size(); rank++) {
            if (flux.broker(rank).exitCode().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Test
    void brokersThatForwardAllTheirLogComeUp(@TempDir Path folder) {
        List<String> words = new ArrayList<>(NO_SCRIPTS);
        words.add("-Slog-forward-level=7");
        SimCluster flux = boot(sim, folder, 3, words);
        sim.runUntil("all run", () -> allRun(flux), LIMIT);
    }

    @Test
    void anInstanceComesUpAndGoesDown(@TempDir Path folder) {
        SimCluster flux = boot(sim, folder, 15);
        sim.runUntil("all run", () -> allRun(flux), LIMIT);
        List<String> online = new ArrayList<>();
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .orElseThrow()
                                .request(
                                        "groups.get",
                                        0,
                                        Payload.of(
                                                fluxj.json.JsonObject.of("name", "broker.online")),
                                        0)
                                .then(
                                        r -> online.add(r.payload().text()),
                                        e -> online.add(String.valueOf(e.getMessage()))));
        sim.runUntil("an answer", () -> !online.isEmpty(), LIMIT);
        assertEquals(List.of("{\"members\":\"0-14\"}"), online);
        flux.broker(0).signal(Signum.SIGTERM);
        sim.runUntil("all ended", () -> allEnded(flux), LIMIT);
        for (int rank = 0; rank < flux.size(); rank++) {
            assertEquals(OptionalInt.of(0), flux.broker(rank).exitCode(), "rank " + rank);
            for (String line : flux.broker(rank).errorLines()) {
                assertTrue(line.startsWith("<6>") || line.startsWith("<7>"), line);
            }
        }
    }

    @Test
    void helloComesBeforeForwardedLogRecords(@TempDir Path folder) throws IOException {
        int uid = (Integer) Files.getAttribute(folder, "unix:uid");
        List<String> words = new ArrayList<>(NO_SCRIPTS);
        words.add("-Slog-forward-level=7");
        SimCluster flux = sim.boot(new SimCluster.Shape(5, "kary:1", uid), folder, words);
        sim.runUntil("all run", () -> allRun(flux), LIMIT);
        sim.runFor(Duration.ofSeconds(10));
        for (int rank = 0; rank < flux.size(); rank++) {
            assertTrue(flux.broker(rank).exitCode().isEmpty(), "rank " + rank);
        }
    }

    @Test
    void aChildThatDiesDuringShutdownDoesNotHoldItUp(@TempDir Path folder) {
        SimCluster flux = boot(sim, folder, 3);
        sim.runUntil("all run", () -> allRun(flux), LIMIT);
        flux.broker(0).signal(Signum.SIGTERM);
        flux.kill(2);
        sim.runUntil(
                "the others end",
                () ->
                        flux.broker(0).exitCode().isPresent()
                                && flux.broker(1).exitCode().isPresent(),
                LIMIT);
        assertEquals(OptionalInt.of(0), flux.broker(0).exitCode());
    }

    @Test
    void aLostRouterTakesItsSubtreeWithItAndAllComeBack(@TempDir Path folder) {
        SimCluster flux = boot(sim, folder, 7);
        sim.runUntil("all run", () -> allRun(flux), LIMIT);
        flux.restart(1);
        sim.runUntil(
                "orphans end",
                () ->
                        flux.broker(3).exitCode().isPresent()
                                && flux.broker(4).exitCode().isPresent(),
                LIMIT);
        assertEquals(OptionalInt.of(1), flux.broker(3).exitCode());
        assertTrue(
                flux.broker(3).complained("node1 (rank 1) sent disconnect control message"),
                () -> flux.broker(3).errorLines().toString());
        flux.restart(3);
        flux.restart(4);
        sim.runUntil("all run again", () -> allRun(flux), LIMIT);
        assertTrue(
                flux.broker(0).complained("node1 (rank 1) reconnected after crash"),
                () -> flux.broker(0).errorLines().toString());
    }

    @Test
    void equalSeedsGiveEqualRunsOfWholeBrokers(@TempDir Path one, @TempDir Path two) {
        assertEquals(traceOf(one), traceOf(two));
    }

    private static long traceOf(Path folder) {
        Sim run = new Sim(SimOptions.seeded(5));
        SimCluster flux = boot(run, folder, 7);
        run.runUntil("all run", () -> allRun(flux), LIMIT);
        run.runFor(Duration.ofSeconds(10));
        return run.trace();
    }
}
