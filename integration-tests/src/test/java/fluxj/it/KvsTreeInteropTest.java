package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.tree.Blobs;
import fluxj.services.kvs.tree.CommitCore;
import fluxj.services.kvs.tree.CommitResult;
import fluxj.services.kvs.tree.LookupResult;
import fluxj.services.kvs.tree.NewBlob;
import fluxj.services.kvs.tree.OpReader;
import fluxj.services.kvs.tree.TreeLookup;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// The same random commits to flux-core's kvs module and to ours: the roots must be the same bit by
/// bit after each, the errors too, and lookups must find the same.
@Tag("interop")
class KvsTreeInteropTest {
    private static final int COMMITS = Integer.getInteger("fluxj.commits", 2000);
    private static final int LOOKUPS = 3;
    private static final int RANK = 0;

    /// A kvs module of flux-core that has run for 30 s drops directories not used lately. When a
    /// commit then has to wait for one, it applies its operations again to what they have left
    /// behind the first time, and the outcome may be another than it was with all at hand.
    private static final Duration ROUND_LIMIT = Duration.ofSeconds(20);

    @TempDir Path dir;

    private final long seed = Long.getLong("fluxj.seed", new Random().nextLong());
    private int refusals;

    /// Our namespace: all blobs, always at hand.
    private static final class Store implements Blobs {
        private final Map<Blobref, NewBlob> blobs = new HashMap<>();
        private final List<Blobref> directories = new ArrayList<>();
        private final HashType hash;
        private final Random random;
        private final RandomKvsOps chance;
        private Blobref root;

        private Store(HashType hash, long seed) {
            this.hash = hash;
            random = new Random(seed);
            chance = new RandomKvsOps(random);
            root = hash.hash(Dir.EMPTY.encode());
        }

        private void keep(CommitResult.NewRoot made) {
            for (NewBlob blob : made.blobs()) {
                if (blobs.putIfAbsent(blob.ref(), blob) == null && blob.directory().isPresent()) {
                    directories.add(blob.ref());
                }
            }
            root = made.root();
        }

        @Override
        public Optional<Dir> directory(Blobref ref) {
            if (!blobs.containsKey(ref)) {
                return Optional.of(Dir.EMPTY);
            }
            return bytes(ref)
                    .map(
                            bytes -> {
                                if (Treeobj.decode(bytes) instanceof Dir decoded) {
                                    return decoded;
                                }
                                throw new FluxException(Errno.ENOTRECOVERABLE);
                            });
        }

        @Override
        public Optional<byte[]> bytes(Blobref ref) {
            return Optional.ofNullable(blobs.get(ref)).map(blob -> blob.bytes().bytes());
        }

        Optional<Blobref> root(String namespace) {
            if (namespace.equals(KvsProtocol.PRIMARY)) {
                return Optional.of(root);
            }
            throw new FluxException(Errno.EOPNOTSUPP);
        }
    }

    @BeforeEach
    void needsFlux() {
        assumeFalse(FluxCore.command().isEmpty(), FluxCore.MISSING);
    }

    @ParameterizedTest
    @EnumSource
    void commitsAndLookupsAreThoseOfFluxCore(HashType hash) {
        int done = 0;
        for (int round = 0; done < COMMITS; round++) {
            try (Site site = Site.overIpc(dir.resolve("" + round), 1)) {
                done +=
                        run(
                                site.with("-Scontent.hash=" + hash.word()),
                                hash,
                                seed + round,
                                COMMITS - done);
            }
        }
        assertTrue(refusals > COMMITS / 200 && refusals < COMMITS / 2, "dull: seed " + seed);
    }

    /// Runs up to a number of commits; a fresh instance must do the rest.
    private int run(Site site, HashType hash, long roundSeed, int commits) {
        String flux = FluxCore.command();
        TestBrokerProcess broker = site.start(List.of(flux, "broker"), site.conf(), RANK);
        broker.awaitRun();
        for (String module : List.of("content", "kvs")) {
            CommandLine.Result load = broker.command(flux, "module", "load", module).run();
            assertEquals(0, load.exitCode(), load.all());
        }
        Store store = new Store(hash, roundSeed);
        int done = 0;
        try (FluxClient client = broker.open()) {
            long start = System.nanoTime();
            while (done < commits && System.nanoTime() - start < ROUND_LIMIT.toNanos()) {
                String where = "seed " + roundSeed + ", commit " + done + ": ";
                commit(client, store, store.chance.next(store.directories), where);
                for (int j = 0; j < LOOKUPS; j++) {
                    find(client, store, store.chance.key(), where);
                }
                done++;
            }
        }
        broker.signal("TERM");
        broker.awaitExit();
        return done;
    }

    private void commit(FluxClient client, Store store, JsonArray ops, String where) {
        String theirs = commitTheirs(client, ops);
        CommitResult result =
                CommitCore.apply(
                        store.hash, KvsProtocol.PRIMARY, store.root, OpReader.read(ops), store);
        String ours =
                switch (result) {
                    case CommitResult.NewRoot made -> {
                        store.keep(made);
                        yield made.root().toString();
                    }
                    case CommitResult.Refused(FluxException error) -> {
                        refusals++;
                        yield error.errno().toString();
                    }
                    case CommitResult.Missing _ -> throw new AssertionError(where + ops);
                };
        assertEquals(theirs, ours, () -> where + ops);
    }

    private static String commitTheirs(FluxClient client, JsonArray ops) {
        JsonObject request =
                JsonObject.builder()
                        .put("namespace", KvsProtocol.PRIMARY)
                        .put("flags", 0)
                        .put("ops", ops)
                        .build();
        try {
            return client.call("kvs.commit", RANK, request).text("rootref").orElseThrow();
        } catch (FluxException e) {
            return e.errno().toString();
        }
    }

    /// Compares one lookup. Where flux-core may meet a link behind a link, flags that ask for a
    /// link itself are left out: it answers those with ENOTRECOVERABLE.
    private void find(FluxClient client, Store store, String key, String where) {
        int flags = store.random.nextInt(3) == 0 ? KvsProtocol.READDIR : 0;
        if (!RandomKvsOps.goesThroughLink(key)) {
            flags |= store.random.nextInt(3) == 0 ? KvsProtocol.READLINK : 0;
            flags |= store.random.nextInt(3) == 0 ? KvsProtocol.TREEOBJ : 0;
        }
        String theirs = findTheirs(client, key, flags);
        LookupResult result =
                TreeLookup.find(KvsKey.of(key), flags, store.root, store, store::root);
        String ours =
                switch (result) {
                    case LookupResult.Found(Treeobj object) ->
                            new String(object.encode(), StandardCharsets.UTF_8);
                    case LookupResult.NotThere _ -> "ENOENT";
                    case LookupResult.Refused(FluxException error) -> error.errno().toString();
                    case LookupResult.Missing _, LookupResult.UnknownNamespace _ ->
                            throw new AssertionError(where + key);
                };
        String what = where + "lookup of " + key + " with flags " + flags;
        assertEquals(theirs, ours, what);
    }

    private static String findTheirs(FluxClient client, String key, int flags) {
        JsonObject request =
                JsonObject.builder()
                        .put("namespace", KvsProtocol.PRIMARY)
                        .put("flags", flags)
                        .put("key", key)
                        .build();
        try {
            JsonValue val = client.call("kvs.lookup", RANK, request).get("val").orElseThrow();
            return new String(Treeobj.of(val).encode(), StandardCharsets.UTF_8);
        } catch (FluxException e) {
            return e.errno().toString();
        }
    }
}
