package fluxj.services.kvswatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.sim.Scenario;
import fluxj.sim.Sim;
import fluxj.sim.SimCluster;
import fluxj.sim.SimShape;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Watchers on every rank of a tree of brokers, with the real kvs and content services.
class KvsWatchTreeTest {
    private static final int SIZE = 7;

    private static final class Seen {
        private final List<String> values = new ArrayList<>();
        private RpcClient.Stream stream;
    }

    private SimCluster flux;
    private int answered;

    private void boot(Sim sim) {
        flux =
                SimCluster.boot(
                        sim, SimShape.of(SIZE, "kary:2").loading("content", "kvs", "kvs-watch"));
        flux.awaitRun();
    }

    private void commit(int rank, String key, String value, int opFlags) {
        JsonValue op =
                JsonObject.builder()
                        .put("key", key)
                        .put("flags", opFlags)
                        .put(
                                "dirent",
                                Treeobj.Val.of(value.getBytes(StandardCharsets.UTF_8)).toJson())
                        .build();
        JsonObject body =
                JsonObject.builder()
                        .put("namespace", "primary")
                        .put("flags", KvsProtocol.NO_MERGE)
                        .put("ops", JsonArray.of(op))
                        .build();
        flux.at(
                rank,
                broker ->
                        broker.rpc()
                                .request("kvs.commit", rank, Payload.of(body), 0)
                                .then(
                                        _ -> answered++,
                                        error -> {
                                            throw new AssertionError(error);
                                        }));
    }

    private Seen watch(int rank, String key, int flags) {
        Seen seen = new Seen();
        JsonObject body =
                JsonObject.builder()
                        .put("namespace", "primary")
                        .put("key", key)
                        .put("flags", flags)
                        .build();
        flux.at(
                rank,
                broker ->
                        seen.stream =
                                broker.rpc()
                                        .openRaw(
                                                "kvs-watch.lookup",
                                                rank,
                                                Payload.of(body),
                                                response -> seen.values.add(text(response)),
                                                error -> seen.values.add(text(error))));
        return seen;
    }

    private static String text(FluxException error) {
        return "!" + error.errno().number();
    }

    private static String text(Response response) {
        if (!response.payload().isPresent()) {
            return "-";
        }
        JsonObject val = response.payload().json().object("val").orElseThrow();
        return Treeobj.of(val) instanceof Treeobj.Val value
                ? new String(value.bytes(), StandardCharsets.UTF_8)
                : val.text("type").orElseThrow();
    }

    private void awaitCommits(int count) {
        flux.await("commits", () -> answered == count);
        flux.runFor(Duration.ofSeconds(5));
    }

    @Scenario
    void everyRankSeesEveryValueInTheSameOrder(Sim sim) {
        boot(sim);
        List<Seen> watchers = new ArrayList<>();
        for (int rank = 0; rank < SIZE; rank++) {
            watchers.add(watch(rank, "a.b", KvsProtocol.WATCH | KvsProtocol.WAITCREATE));
            watchers.add(watch(rank, "a.b", KvsProtocol.WATCH | KvsProtocol.WAITCREATE));
        }
        flux.runFor(Duration.ofSeconds(5));
        SplittableRandom random = new SplittableRandom(sim.seed());
        for (int i = 0; i < 40; i++) {
            commit(random.nextInt(SIZE), "a.b", "v" + i, 0);
            commit(random.nextInt(SIZE), "a.c", "other", 0);
            flux.runFor(Duration.ofMillis(random.nextInt(5)));
        }
        awaitCommits(80);
        List<String> order = watchers.getFirst().values;
        assertEquals(40, order.size());
        for (Seen seen : watchers) {
            assertEquals(order, seen.values);
        }
    }

    @Scenario
    void whoeverWatchesALogSeesEachLineOnceWheneverTheyCome(Sim sim) {
        boot(sim);
        SplittableRandom random = new SplittableRandom(sim.seed());
        commit(0, "log", "begin", KvsProtocol.APPEND);
        awaitCommits(1);
        List<Seen> watchers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            commit(random.nextInt(SIZE), "log", "line" + i, KvsProtocol.APPEND);
            if (random.nextInt(3) == 0) {
                watchers.add(
                        watch(
                                random.nextInt(SIZE),
                                "log",
                                KvsProtocol.WATCH | KvsProtocol.WATCH_APPEND));
            }
            flux.runFor(Duration.ofMillis(random.nextInt(4)));
        }
        awaitCommits(61);
        List<String> log = watchers.getFirst().values;
        assertEquals(61, log.size());
        assertEquals(61, log.stream().distinct().count());
        for (Seen seen : watchers) {
            assertEquals(log, seen.values);
        }
        Seen streamed = watch(6, "log", KvsProtocol.STREAM);
        flux.runFor(Duration.ofSeconds(5));
        List<String> expected = new ArrayList<>(log);
        expected.add("!61");
        assertEquals(expected, streamed.values);
    }

    @Scenario
    void whoComesWhileTheKeyChangesEndsWithItsLastValue(Sim sim) {
        boot(sim);
        SplittableRandom random = new SplittableRandom(sim.seed());
        commit(0, "k", "0", 0);
        awaitCommits(1);
        List<Seen> watchers = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            commit(3, "k", Integer.toString(i), 0);
            int flags = random.nextBoolean() ? KvsProtocol.WATCH_UNIQ : KvsProtocol.WATCH_FULL;
            watchers.add(watch(random.nextInt(SIZE), "k", KvsProtocol.WATCH | flags));
            flux.runFor(Duration.ofMillis(random.nextInt(3)));
        }
        awaitCommits(51);
        for (Seen seen : watchers) {
            int first = Integer.parseInt(seen.values.getFirst());
            List<String> expected = new ArrayList<>();
            for (int i = first; i <= 50; i++) {
                expected.add(Integer.toString(i));
            }
            assertEquals(expected, seen.values);
        }
    }

    @Scenario
    void aNamespaceComesAndGoesUnderItsWatchers(Sim sim) {
        boot(sim);
        List<Seen> watchers = new ArrayList<>();
        JsonObject named = JsonObject.of("namespace", "ns");
        for (int rank = 0; rank < SIZE; rank++) {
            Seen seen = new Seen();
            watchers.add(seen);
            JsonObject body =
                    named.toBuilder()
                            .put("key", ".")
                            .put(
                                    "flags",
                                    KvsProtocol.WATCH
                                            | KvsProtocol.WAITCREATE
                                            | KvsProtocol.READDIR)
                            .build();
            int here = rank;
            flux.at(
                    rank,
                    broker ->
                            broker.rpc()
                                    .openRaw(
                                            "kvs-watch.lookup",
                                            here,
                                            Payload.of(body),
                                            response -> seen.values.add(text(response)),
                                            error -> seen.values.add(text(error))));
        }
        flux.runFor(Duration.ofSeconds(5));
        JsonObject create =
                named.toBuilder()
                        .put("rootref", "sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91")
                        .put("owner", 4294967295L)
                        .put("flags", 0)
                        .build();
        flux.at(0, broker -> broker.rpc().send("kvs.namespace-create", 0, Payload.of(create)));
        flux.runFor(Duration.ofSeconds(5));
        for (Seen seen : watchers) {
            assertEquals(List.of("dir"), seen.values);
        }
        flux.at(0, broker -> broker.rpc().send("kvs.namespace-remove", 0, Payload.of(named)));
        flux.runFor(Duration.ofSeconds(5));
        for (Seen seen : watchers) {
            assertEquals(List.of("dir", "!95"), seen.values);
        }
    }

    @Scenario
    void aCancelledWatcherHearsNoMore(Sim sim) {
        boot(sim);
        commit(0, "k", "1", 0);
        awaitCommits(1);
        Seen seen = watch(5, "k", KvsProtocol.WATCH);
        flux.runFor(Duration.ofSeconds(1));
        flux.at(5, _ -> seen.stream.cancel());
        flux.runFor(Duration.ofSeconds(1));
        commit(0, "k", "2", 0);
        awaitCommits(2);
        assertEquals(List.of("1", "!61"), seen.values);
    }
}
