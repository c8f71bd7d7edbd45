package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol.Lookup;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The KVS of instances in which some ranks are ours and some flux-core's.
@Tag("interop")
class MixedKvsTest {
    private static final int SIZE = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static String flux = "";

    @TempDir Path dir;

    @BeforeAll
    static void findFlux() {
        flux = FluxCore.command();
        assumeTrue(!flux.isEmpty(), FluxCore.MISSING);
    }

    @Test
    void allRanksPutGetAndWatchUnderOurLeader() {
        try (KvsInstance instance = start(true)) {
            putEverywhere(instance);
            watchEverywhere(instance);
            instance.shutDown();
        }
    }

    @Test
    void allRanksPutGetAndWatchUnderFluxCoresLeader() {
        try (KvsInstance instance = start(false)) {
            putEverywhere(instance);
            watchEverywhere(instance);
            instance.shutDown();
        }
    }

    /// Leader, router and leaf in a chain, ours and theirs in turns.
    private KvsInstance start(boolean oursFirst) {
        List<String> ours = List.of(CommandLine.BIN.resolve("flux-broker").toString());
        List<String> theirs = List.of(flux, "broker");
        Site site = Site.overIpc(dir, SIZE).with("-Stbon.topo=kary:1");
        return new KvsInstance(site, SIZE, rank -> (rank % 2 == 0) == oursFirst ? ours : theirs);
    }

    private static String out(CommandLine command) {
        CommandLine.Result result = command.run();
        assertEquals(0, result.exitCode(), result.all());
        return result.out();
    }

    /// Each rank's own program puts, and each other rank reads what it put, the value being large
    /// enough to be a blob.
    private static void putEverywhere(KvsInstance instance) {
        String large = "x".repeat(200);
        for (int writer = 0; writer < SIZE; writer++) {
            TestBrokerProcess from = instance.broker(writer);
            String key = "put.k" + writer;
            out(from.command(flux, "kvs", "put", key + "=small", key + "l=" + large));
            out(from.fluxj("kvs", "put", "--append", "put.log=" + writer));
            String version = out(instance.broker(0).command(flux, "kvs", "version")).strip();
            for (int reader = 0; reader < SIZE; reader++) {
                TestBrokerProcess to = instance.broker(reader);
                out(to.command(flux, "kvs", "wait", version));
                assertEquals("small\n", out(to.command(flux, "kvs", "get", key)));
                assertEquals(large + "\n", out(to.fluxj("kvs", "get", key + "l")));
            }
        }
        assertEquals("012\n", out(instance.broker(2).command(flux, "kvs", "get", "put.log")));
        assertEquals(
                out(instance.broker(0).command(flux, "kvs", "getroot")),
                out(instance.broker(2).command(flux, "kvs", "getroot")));
    }

    private static void watchEverywhere(KvsInstance instance) {
        out(instance.broker(0).command(flux, "kvs", "put", "watched=0"));
        String version = out(instance.broker(0).command(flux, "kvs", "version")).strip();
        for (int rank = 1; rank < SIZE; rank++) {
            out(instance.broker(rank).command(flux, "kvs", "wait", version));
        }
        List<List<String>> seen = new ArrayList<>();
        for (int rank = 0; rank < SIZE; rank++) {
            List<String> values = new ArrayList<>();
            seen.add(values);
            instance.client(rank)
                    .rpc()
                    .open(
                            KvsWatchProtocol.LOOKUP,
                            rank,
                            new Lookup("watched", KvsProtocol.WATCH, "primary"),
                            item -> values.add(item.val().flatMap(v -> v.text("data")).orElse("")),
                            error -> values.add(error.toString()));
        }
        for (int writer = 0; writer < SIZE; writer++) {
            int count = writer + 1;
            if (!instance.serve(LIMIT, () -> seen.stream().allMatch(v -> v.size() == count))) {
                throw new AssertionError(seen + instance.logs());
            }
            out(instance.broker(writer).command(flux, "kvs", "put", "watched=" + count));
        }
        if (!instance.serve(LIMIT, () -> seen.stream().allMatch(v -> v.size() == SIZE + 1))) {
            throw new AssertionError(seen + instance.logs());
        }
        assertEquals(List.of("MA==", "MQ==", "Mg==", "Mw=="), seen.getFirst());
        assertEquals(seen.getFirst(), seen.get(1));
        assertEquals(seen.getFirst(), seen.get(2));
    }
}
