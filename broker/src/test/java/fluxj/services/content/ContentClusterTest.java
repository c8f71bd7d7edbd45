package fluxj.services.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.sim.Sim;
import fluxj.sim.SimCluster;
import fluxj.sim.SimOptions;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whole brokers, content on each rank and content-files below.
class ContentClusterTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path folder;

    private final Sim sim = new Sim(SimOptions.seeded(11).withFrames());

    private SimCluster boot(int size) throws IOException {
        int uid = (Integer) Files.getAttribute(folder, "unix:uid");
        SimCluster flux =
                sim.boot(
                        new SimCluster.Shape(size, "kary:2", uid),
                        folder,
                        List.of(
                                "-Sbroker.rc1_path=",
                                "-Sbroker.rc3_path=",
                                "-Sbroker.rc2_none",
                                "-Slog-stderr-mode=local",
                                "-Slog-stderr-level=7"));
        sim.runUntil(
                "all run",
                () -> {
                    for (int rank = 0; rank < size; rank++) {
                        if (!flux.broker(rank).complained("quorum->run")) {
                            return false;
                        }
                    }
                    return true;
                },
                LIMIT);
        for (int rank = 0; rank < size; rank++) {
            load(flux, rank, "heartbeat");
            load(flux, rank, "content");
        }
        load(flux, 0, "content-files");
        return flux;
    }

    private void load(SimCluster flux, int rank, String module) {
        exchange(
                flux,
                rank,
                "module.load",
                Payload.ofText("{\"path\":\"" + module + "\",\"args\":[]}"));
    }

    private Response exchange(SimCluster flux, int rank, String topic, Payload payload) {
        List<Response> responses = new ArrayList<>();
        List<FluxException> errors = new ArrayList<>();
        flux.at(
                rank,
                broker ->
                        broker.rpc()
                                .orElseThrow()
                                .request(topic, rank, payload, 0)
                                .then(responses::add, errors::add));
        sim.runUntil(topic, () -> responses.size() + errors.size() > 0, LIMIT);
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        return responses.getFirst();
    }

    @Test
    void blobsOfALeafAreFilesOfTheLeaderAndComeBackToAll() throws IOException {
        SimCluster flux = boot(7);
        List<Blobref> refs = new ArrayList<>();
        for (int length : new int[] {0, 1, 1000, Arrivals.BIG}) {
            byte[] blob = new byte[length];
            Response stored =
                    exchange(
                            flux,
                            6,
                            "content.store",
                            length == 0 ? Payload.NONE : Payload.ofBytes(blob));
            assertArrayEquals(HashType.SHA1.hash(blob).digest(), stored.payload().bytes());
            refs.add(HashType.SHA1.hash(blob));
        }
        exchange(flux, 6, "content.checkpoint-put", Payload.ofText("{\"value\":{\"sequence\":7}}"));
        for (Blobref ref : refs) {
            assertTrue(Files.exists(folder.resolve("state/content.files").resolve(ref.toString())));
        }
        for (int rank = 0; rank < flux.size(); rank++) {
            exchange(flux, rank, "content.dropcache", Payload.NONE);
        }
        for (int rank = flux.size() - 1; rank >= 0; rank--) {
            for (Blobref ref : refs) {
                byte[] blob =
                        exchange(flux, rank, "content.load", Payload.ofBytes(ref.digest()))
                                .payload()
                                .bytes();
                assertEquals(ref, HashType.SHA1.hash(blob), "rank " + rank);
            }
        }
        assertEquals(
                "{\"value\":[{\"sequence\":7}]}",
                exchange(flux, 5, "content.checkpoint-get", Payload.NONE).payload().text());
    }
}
