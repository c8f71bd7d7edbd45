package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Blobs into the content store until they are in the database, and out of it with an empty cache.
/// They are random, so that compressing them gains nothing.
final class ContentBench {
    private static final int WINDOW = 16;
    private static final int ROUNDS = 3;

    private final RunningInstance instance;
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Payload> digests = new ArrayList<>();

    private ContentBench(RunningInstance instance) {
        this.instance = instance;
    }

    static void run(BenchPlan plan, Scoreboard board) {
        board.say("blobs");
        try (StoreInstance first = StoreInstance.start(plan.sides().get(0));
                StoreInstance second = StoreInstance.start(plan.sides().get(1))) {
            List<ContentBench> sides = new ArrayList<>();
            for (StoreInstance store : List.of(first, second)) {
                ContentBench side = new ContentBench(store.instance());
                side.store(4096, 5000);
                side.load(4096);
                sides.add(side);
            }
            measure(board, sides, "4 KiB", 4096, 4096);
            measure(board, sides, "1 MiB", 1 << 20, 64);
        }
    }

    private static void measure(
            Scoreboard board, List<ContentBench> sides, String name, int size, int count) {
        board.median(
                "store blobs of " + name,
                "MB/s",
                ROUNDS,
                side -> sides.get(side).store(size, count));
        board.median("load blobs of " + name, "MB/s", ROUNDS, side -> sides.get(side).load(size));
    }

    /// Stores new blobs and waits until none is dirty; gives MB a second.
    private double store(int size, int count) {
        byte[] pattern = new byte[size];
        random.nextBytes(pattern);
        digests.clear();
        LoadGenerator load =
                new LoadGenerator(
                        List.of(instance.client()),
                        WINDOW,
                        (client, i) -> {
                            byte[] blob = pattern.clone();
                            ByteBuffer.wrap(blob).putInt(i);
                            return store(client, blob);
                        });
        double seconds = load.secondsFor(count);
        long flush = System.nanoTime();
        instance.client().call(ContentProtocol.FLUSH, 0, Empty.EMPTY);
        return (double) size * count / 1e6 / (seconds + (System.nanoTime() - flush) / 1e9);
    }

    private Promise<Response> store(FluxClient client, byte[] blob) {
        return client.rpc()
                .request(ContentProtocol.STORE, 0, Payload.ofBytes(blob), 0)
                .map(
                        response -> {
                            digests.add(Payload.ofBytes(response.payload().bytes()));
                            return response;
                        });
    }

    /// Loads what was stored last.
    private double load(int size) {
        instance.client().call(ContentProtocol.DROPCACHE, 0, Empty.EMPTY);
        LoadGenerator load =
                new LoadGenerator(
                        List.of(instance.client()),
                        WINDOW,
                        (client, i) ->
                                client.rpc().request(ContentProtocol.LOAD, 0, digests.get(i), 0));
        return (double) size * digests.size() / 1e6 / load.secondsFor(digests.size());
    }
}
