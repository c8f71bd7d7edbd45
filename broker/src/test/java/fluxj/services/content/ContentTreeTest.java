package fluxj.services.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.sim.Scenario;
import fluxj.sim.Sim;
import fluxj.sim.SimCall;
import fluxj.sim.SimCluster;
import fluxj.sim.SimShape;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The content service on a tree of brokers: 0 - 1, 2; 1 - 3, 4; 2 - 5, 6.
class ContentTreeTest {
    private final FakeBacking backing = new FakeBacking();
    private SimCluster flux;

    private void boot(Sim sim) {
        flux =
                SimCluster.boot(
                        sim,
                        SimShape.of(7, "kary:2").loading("content").loading(new OnLeader(backing)));
        flux.awaitRun();
    }

    /// A backing store at rank 0, and elsewhere one that nobody asks.
    private record OnLeader(FakeBacking backing) implements ServiceFactory {
        @Override
        public String name() {
            return "content-backing";
        }

        @Override
        public Service create(ServiceContext context) {
            return context.rank() == 0 ? backing : new FakeBacking();
        }
    }

    private Response exchange(int rank, String topic, Payload payload) {
        return flux.request(rank, topic, rank, payload).reply();
    }

    private FluxException failure(int rank, String topic, Payload payload) {
        return flux.request(rank, topic, rank, payload).error();
    }

    private Blobref store(int rank, String text) {
        Response response =
                exchange(
                        rank,
                        "content.store",
                        Payload.ofBytes(text.getBytes(StandardCharsets.UTF_8)));
        return Blobref.of(HashType.SHA1, response.payload().bytes());
    }

    private String text(int rank, Blobref ref) {
        Payload blob = exchange(rank, "content.load", Payload.ofBytes(ref.digest())).payload();
        return new String(blob.bytes(), StandardCharsets.UTF_8);
    }

    private JsonObject stats(int rank) {
        return exchange(rank, "content.stats-get", Payload.NONE).payload().json();
    }

    private long stat(int rank, String key) {
        return stats(rank).whole(key).orElseThrow();
    }

    private void register() {
        exchange(0, "content.register-backing", Payload.of(JsonObject.of("name", "fake")));
    }

    @Scenario
    void aBlobStoredAnywhereIsFoundEverywhere(Sim sim) {
        boot(sim);
        Blobref ref = store(5, "from a leaf");
        for (int rank = 0; rank < flux.size(); rank++) {
            assertEquals("from a leaf", text(rank, ref), "rank " + rank);
            assertEquals(rank == 0 ? 1 : 0, stat(rank, "dirty"), "rank " + rank);
            assertEquals(1, stat(rank, "valid"), "rank " + rank);
        }
        assertEquals("null", stats(5).get("mmap").orElseThrow().toString());
    }

    @Scenario
    void loadsOfOneBlobMeetOnTheirWayUp(Sim sim) {
        boot(sim);
        register();
        Blobref ref = HashType.SHA1.hash("kept".getBytes(StandardCharsets.UTF_8));
        backing.blobs.put(ref, "kept".getBytes(StandardCharsets.UTF_8));
        List<SimCall<Response>> loads = new ArrayList<>();
        for (int rank = 0; rank < flux.size(); rank++) {
            loads.add(flux.request(rank, "content.load", rank, Payload.ofBytes(ref.digest())));
        }
        loads.forEach(SimCall::reply);
        assertEquals(1, backing.loads);
    }

    @Scenario
    void anAbsentBlobIsAbsentEverywhereUntilItIsStored(Sim sim) {
        boot(sim);
        Blobref ref = HashType.SHA1.hash(new byte[] {1, 2, 3});
        assertEquals(
                Errno.ENOENT, failure(6, "content.load", Payload.ofBytes(ref.digest())).errno());
        assertEquals(0, stat(6, "count"));
        assertEquals(0, stat(2, "count"));
    }

    @Scenario
    void aRefusedStoreIsNotKeptOnTheWay(Sim sim) {
        boot(sim);
        register();
        store(0, "old");
        backing.failWith(Errno.ENOSPC);
        store(0, "makes the disk known to be full");
        flux.runFor(Duration.ofSeconds(1));
        FluxException error = failure(6, "content.store", Payload.ofBytes(new byte[] {7}));
        assertEquals(Errno.ENOSPC, error.errno());
        assertEquals(0, stat(6, "count"));
        assertEquals(0, stat(2, "count"));
        assertEquals(Errno.ENOSPC, failure(0, "content.flush", Payload.NONE).errno());
        exchange(6, "content.flush", Payload.NONE);
    }

    @Scenario
    void aCheckpointGoesUpAfterTheBlobs(Sim sim) {
        boot(sim);
        register();
        store(3, "x");
        exchange(
                3,
                "content.checkpoint-put",
                Payload.of(JsonObject.of("value", JsonObject.of("sequence", 1))));
        assertEquals(
                "{\"value\":[{\"sequence\":1,\"blobs\":1}]}",
                exchange(4, "content.checkpoint-get", Payload.NONE).payload().text());
    }

    @Scenario
    void onlyTheLeaderHasABackingStoreAndFiles(Sim sim) {
        boot(sim);
        assertEquals(
                "content backing store can only be registered on rank 0",
                failure(1, "content.register-backing", Payload.of(JsonObject.of("name", "x")))
                        .text());
        assertEquals(
                "content may only be mmapped on rank 0",
                failure(
                                1,
                                "content.mmap-add",
                                Payload.ofText(
                                        "{\"path\":\"/x\",\"chunksize\":1,\"tag\":\"main\"}"))
                        .text());
    }

    @Scenario
    void aLostParentFailsWhatIsUnderWay(Sim sim) {
        boot(sim);
        register();
        backing.silent = true;
        Payload digest = Payload.ofBytes(HashType.SHA1.hash(new byte[1]).digest());
        SimCall<Response> load = flux.request(5, "content.load", 5, digest);
        flux.await("the load is on its way", () -> backing.loads == 1);
        flux.restart(2);
        assertEquals(Errno.EHOSTUNREACH, load.error().errno());
        assertEquals(0, stat(5, "count"));
    }
}
