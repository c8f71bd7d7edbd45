package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One key with 1,000 watchers on four connections: it is set, all are told, it is set again.
final class WatchBench {
    private static final int WATCHERS = 1000;
    private static final int CONNECTIONS = 4;
    private static final int SLICES = 5;
    private static final String KEY = "watched.k";

    private final RunningInstance instance;
    private int told;
    private @Nullable FluxException failure;

    private WatchBench(RunningInstance instance) {
        this.instance = instance;
    }

    static void run(BenchPlan plan, Scoreboard board) {
        board.say("watchers");
        try (StoreInstance first = StoreInstance.start(plan.sides().get(0));
                StoreInstance second = StoreInstance.start(plan.sides().get(1))) {
            List<WatchBench> sides = new ArrayList<>();
            for (StoreInstance store : List.of(first, second)) {
                WatchBench side = new WatchBench(store.instance());
                side.watch();
                side.perSecond(plan.seconds() / 2.0);
                sides.add(side);
            }
            double slice = (double) plan.seconds() / SLICES;
            board.median(
                    "1,000 watchers notified",
                    "/s",
                    SLICES,
                    side -> sides.get(side).perSecond(slice));
        }
    }

    private void watch() {
        put();
        String body =
                "{\"namespace\":\"primary\",\"key\":\""
                        + KEY
                        + "0\",\"flags\":"
                        + KvsProtocol.WATCH
                        + "}";
        List<FluxClient> clients = instance.connect(CONNECTIONS);
        for (int i = 0; i < WATCHERS; i++) {
            clients.get(i % CONNECTIONS)
                    .rpc()
                    .openRaw(
                            KvsWatchProtocol.LOOKUP.topic(),
                            Message.NODEID_ANY,
                            Payload.ofText(body),
                            _ -> told++,
                            error -> failure = error);
        }
        awaitAll();
    }

    private void put() {
        FluxClient client = instance.client();
        client.get(KvsRequests.commit(client, 0, KEY, 1, 8));
    }

    /// Everybody has been told once more.
    private void awaitAll() {
        instance.client().reactor().runUntil(() -> told >= WATCHERS || failure != null);
        if (failure != null) {
            throw failure;
        }
        told = 0;
    }

    private double perSecond(double seconds) {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < seconds * 1e9) {
            put();
            awaitAll();
            count += WATCHERS;
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }
}
