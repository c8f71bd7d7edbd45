package fluxj.services.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.sim.Scenario;
import fluxj.sim.Sim;
import fluxj.sim.SimCluster;
import fluxj.sim.SimShape;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Whole brokers, content on each rank and content-files below.
class ContentClusterTest {
    private static Response exchange(SimCluster flux, int rank, String topic, Payload payload) {
        return flux.request(rank, topic, rank, payload).reply();
    }

    @Scenario
    void blobsOfALeafAreFilesOfTheLeaderAndComeBackToAll(Sim sim) {
        SimCluster flux =
                SimCluster.boot(
                        sim,
                        SimShape.of(7, "kary:2")
                                .loading("heartbeat", "content")
                                .onLeader("content-files"));
        flux.awaitRun();
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
            assertTrue(
                    Files.exists(
                            sim.folder().resolve("state/content.files").resolve(ref.toString())));
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
