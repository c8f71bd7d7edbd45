package fluxj.services.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.format.Topology;
import fluxj.json.JsonObject;
import fluxj.overlay.tree.OverlaySettings;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.sim.Sim;
import fluxj.sim.SimInstance;
import fluxj.sim.SimOptions;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The content service on a tree of brokers: 0 - 1, 2; 1 - 3, 4; 2 - 5, 6.
class ContentTreeTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Sim sim = new Sim(SimOptions.seeded(7).withFrames());
    private final FakeBacking backing = new FakeBacking();
    private final SimInstance flux =
            sim.boot(
                    Topology.create("kary:2", 7),
                    OverlaySettings.DEFAULTS,
                    List.of(
                            ServiceFactory.of("content", ContentService::new),
                            new OnLeader(backing)));

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
        List<Response> responses = new ArrayList<>();
        List<FluxException> errors = new ArrayList<>();
        flux.at(
                rank,
                broker ->
                        broker.rpc()
                                .request(topic, rank, payload, 0)
                                .then(responses::add, errors::add));
        sim.runUntil(topic, () -> responses.size() + errors.size() > 0, LIMIT);
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        return responses.getFirst();
    }

    private FluxException failure(int rank, String topic, Payload payload) {
        try {
            exchange(rank, topic, payload);
        } catch (FluxException e) {
            return e;
        }
        throw new AssertionError("no error");
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

    private void ready() {
        sim.runFor(Duration.ofSeconds(10));
    }

    @Test
    void aBlobStoredAnywhereIsFoundEverywhere() {
        ready();
        Blobref ref = store(5, "from a leaf");
        for (int rank = 0; rank < flux.size(); rank++) {
            assertEquals("from a leaf", text(rank, ref), "rank " + rank);
            assertEquals(rank == 0 ? 1 : 0, stat(rank, "dirty"), "rank " + rank);
            assertEquals(1, stat(rank, "valid"), "rank " + rank);
        }
        assertEquals("null", stats(5).get("mmap").orElseThrow().toString());
    }

    @Test
    void loadsOfOneBlobMeetOnTheirWayUp() {
        ready();
        register();
        Blobref ref = HashType.SHA1.hash("kept".getBytes(StandardCharsets.UTF_8));
        backing.blobs.put(ref, "kept".getBytes(StandardCharsets.UTF_8));
        List<Response> responses = new ArrayList<>();
        for (int rank = 0; rank < flux.size(); rank++) {
            int from = rank;
            flux.at(
                    from,
                    broker ->
                            broker.rpc()
                                    .request("content.load", from, Payload.ofBytes(ref.digest()), 0)
                                    .then(responses::add, _ -> {}));
        }
        sim.runUntil("all have it", () -> responses.size() == flux.size(), LIMIT);
        assertEquals(1, backing.loads);
    }

    @Test
    void anAbsentBlobIsAbsentEverywhereUntilItIsStored() {
        ready();
        Blobref ref = HashType.SHA1.hash(new byte[] {1, 2, 3});
        assertEquals(
                Errno.ENOENT, failure(6, "content.load", Payload.ofBytes(ref.digest())).errno());
        assertEquals(0, stat(6, "count"));
        assertEquals(0, stat(2, "count"));
    }

    @Test
    void aRefusedStoreIsNotKeptOnTheWay() {
        ready();
        register();
        store(0, "old");
        backing.failWith(Errno.ENOSPC);
        store(0, "makes the disk known to be full");
        sim.runFor(Duration.ofSeconds(1));
        FluxException error = failure(6, "content.store", Payload.ofBytes(new byte[] {7}));
        assertEquals(Errno.ENOSPC, error.errno());
        assertEquals(0, stat(6, "count"));
        assertEquals(0, stat(2, "count"));
        assertEquals(Errno.ENOSPC, failure(0, "content.flush", Payload.NONE).errno());
        exchange(6, "content.flush", Payload.NONE);
    }

    @Test
    void aCheckpointGoesUpAfterTheBlobs() {
        ready();
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

    @Test
    void onlyTheLeaderHasABackingStoreAndFiles() {
        ready();
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

    @Test
    void aLostParentFailsWhatIsUnderWay() {
        ready();
        register();
        backing.silent = true;
        List<FluxException> errors = new ArrayList<>();
        Payload digest = Payload.ofBytes(HashType.SHA1.hash(new byte[1]).digest());
        flux.at(
                5,
                broker ->
                        broker.rpc()
                                .request("content.load", 5, digest, 0)
                                .then(_ -> {}, errors::add));
        sim.runUntil("the load is on its way", () -> backing.loads == 1, LIMIT);
        flux.restart(2);
        sim.runUntil("an error", () -> !errors.isEmpty(), LIMIT);
        assertEquals(Errno.EHOSTUNREACH, errors.getFirst().errno());
        assertEquals(0, stat(5, "count"));
    }
}
