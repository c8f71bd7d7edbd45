package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.reactor.Promise;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Response;

import java.util.ArrayList;
import java.util.List;

/// Commits and lookups at rank 0. A client is a connection with one request under way; all
/// connections of both sides are served by one thread of this program. All are warm: each side has
/// served as many clients as there are for as long as a rate is measured.
final class KvsBench {
    private static final int SLICES = 5;
    private static final int MOST_CLIENTS = 64;
    private static final int TRANSACTION = 1000;
    private static final int TRANSACTIONS = 20;
    private static final int VALUE = 40;
    private static final int BLOB_VALUE = 100;
    private static final int DIRECTORIES = 100;
    private static final int COLD_ROUNDS = 3;

    private final BenchPlan plan;
    private final Scoreboard board;
    private final List<StoreInstance> stores;
    private final List<List<FluxClient>> clients = new ArrayList<>();

    private KvsBench(BenchPlan plan, Scoreboard board, List<StoreInstance> stores) {
        this.plan = plan;
        this.board = board;
        this.stores = stores;
        for (StoreInstance store : stores) {
            clients.add(store.instance().connect(MOST_CLIENTS));
        }
    }

    static void run(BenchPlan plan, Scoreboard board) {
        board.say("commits and lookups");
        try (StoreInstance first = StoreInstance.start(plan.sides().get(0));
                StoreInstance second = StoreInstance.start(plan.sides().get(1))) {
            board.say(
                    "journal: "
                            + plan.sides().get(0).name()
                            + " "
                            + first.journal()
                            + ", "
                            + plan.sides().get(1).name()
                            + " "
                            + second.journal());
            KvsBench bench = new KvsBench(plan, board, List.of(first, second));
            bench.commits();
            bench.transactions();
            bench.lookups();
        }
    }

    private void commits() {
        for (List<FluxClient> each : clients) {
            new LoadGenerator(each, 1, KvsBench::commitSynchronously).perSecond(plan.seconds());
        }
        for (int count : List.of(1, 16, MOST_CLIENTS)) {
            String who = count == 1 ? "1 client" : count + " clients";
            rate("sync commits, " + who, count, KvsBench::commitSynchronously);
        }
        rate("commits, " + MOST_CLIENTS + " clients", MOST_CLIENTS, KvsBench::commit);
    }

    private static Promise<Response> commitSynchronously(FluxClient client, int number) {
        return KvsRequests.commit(client, KvsProtocol.SYNC, "sync.k" + number % 100, 1, VALUE);
    }

    private static Promise<Response> commit(FluxClient client, int number) {
        return KvsRequests.commit(client, 0, "async.k" + number % 100, 1, VALUE);
    }

    private void rate(String what, int count, LoadGenerator.Sender sender) {
        double slice = (double) plan.seconds() / SLICES;
        List<LoadGenerator> loads = new ArrayList<>();
        for (List<FluxClient> each : clients) {
            LoadGenerator load = new LoadGenerator(each.subList(0, count), 1, sender);
            load.perSecond(plan.seconds() / 2.0);
            loads.add(load);
        }
        board.median(what, "/s", SLICES, side -> loads.get(side).perSecond(slice));
    }

    private void transactions() {
        int[] number = new int[2];
        board.median(
                "transaction of 1,000 keys",
                "ms",
                TRANSACTIONS,
                side -> {
                    String prefix = "txn.d" + number[side]++ + ".k";
                    FluxClient client = stores.get(side).client();
                    long start = System.nanoTime();
                    client.get(KvsRequests.commit(client, 0, prefix, TRANSACTION, VALUE));
                    return (System.nanoTime() - start) / 1e6;
                });
    }

    private void lookups() {
        for (StoreInstance store : stores) {
            for (int i = 0; i < DIRECTORIES; i++) {
                FluxClient client = store.client();
                client.get(KvsRequests.commit(client, 0, "look.d" + i + ".k", 100, BLOB_VALUE));
            }
        }
        rate("lookups, cached", MOST_CLIENTS, KvsBench::lookup);
        board.median(
                "lookups, cold",
                "/s",
                COLD_ROUNDS,
                side -> {
                    stores.get(side).makeCold();
                    LoadGenerator load = new LoadGenerator(clients.get(side), 1, KvsBench::lookup);
                    return DIRECTORIES * 100 / load.secondsFor(DIRECTORIES * 100);
                });
    }

    /// Goes through all 10,000 keys, each time in another directory.
    private static Promise<Response> lookup(FluxClient client, int number) {
        int directory = number % DIRECTORIES;
        int key = number / DIRECTORIES % 100;
        return KvsRequests.lookup(client, "look.d" + directory + ".k" + key);
    }
}
