package fluxj.services.kvs.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Random commits and lookups, compared with [NaiveKvs], with blobs that come and go. A seed that
/// fails names itself; put it among the others.
class RandomTreeTest {
    private static final int COMMITS = 400;
    private static final int LOOKUPS = 10;

    private final TreeFixture kvs = new TreeFixture();
    private final NaiveKvs naive = new NaiveKvs();
    private int loads;
    private int commits;
    private int refusals;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void doesWhatNestedMapsDo(long seed) {
        run(seed);
    }

    /// A new seed each time.
    @Test
    void doesWhatNestedMapsDoForAnySeed() {
        run(new Random().nextLong());
    }

    private void run(long seed) {
        Random random = new Random(seed);
        RandomOps chance = new RandomOps(random);
        for (int i = 0; i < COMMITS; i++) {
            String where = "seed " + seed + ", commit " + i;
            JsonArray ops = chance.next(naive.folders());
            putAway(random);
            commit(ops, where + ": " + ops);
            putAway(random);
            for (int j = 0; j < LOOKUPS; j++) {
                find(random.nextInt(50) == 0 ? "." : chance.key(), random, where);
            }
        }
        kvs.blobs.checkDirectories();
        assertTrue(commits > COMMITS / 2 && refusals > COMMITS / 50 && loads > COMMITS, "dull");
    }

    private void putAway(Random random) {
        for (Blobref ref : kvs.blobs.all()) {
            if (random.nextInt(4) == 0) {
                kvs.blobs.putAway(ref);
            }
        }
    }

    private void commit(JsonArray ops, String where) {
        String expected = "";
        try {
            naive.commit(ops);
        } catch (NaiveKvs.Refusal e) {
            expected = e.getMessage();
        }
        List<Op> all = OpReader.read(ops);
        CommitResult result = apply(all);
        while (result instanceof CommitResult.Missing(var refs)) {
            refs.forEach(this::load);
            result = apply(all);
        }
        switch (result) {
            case CommitResult.NewRoot made -> {
                assertEquals("", expected, where);
                kvs.root = kvs.blobs.keep(made);
                commits++;
            }
            case CommitResult.Refused(FluxException error) -> {
                assertEquals(expected, error.errno().toString(), where);
                refusals++;
            }
            case CommitResult.Missing _ -> throw new AssertionError(where);
        }
        assertEquals(naive.rootref(), kvs.root.toString(), where);
    }

    private void load(Blobref ref) {
        kvs.blobs.load(ref);
        loads++;
    }

    private CommitResult apply(List<Op> ops) {
        return CommitCore.apply(HashType.SHA1, KvsProtocol.PRIMARY, kvs.root, ops, kvs.blobs);
    }

    private void find(String key, Random random, String where) {
        boolean readdir = random.nextInt(3) == 0;
        boolean readlink = random.nextInt(4) == 0;
        boolean treeobj = random.nextInt(4) == 0;
        int flags =
                (readdir ? KvsProtocol.READDIR : 0)
                        | (readlink ? KvsProtocol.READLINK : 0)
                        | (treeobj ? KvsProtocol.TREEOBJ : 0);
        LookupResult result = kvs.find(key, flags);
        while (result instanceof LookupResult.Missing(var refs)) {
            refs.forEach(this::load);
            result = kvs.find(key, flags);
        }
        String found =
                switch (result) {
                    case LookupResult.Found(Treeobj object) ->
                            new String(object.encode(), StandardCharsets.UTF_8);
                    case LookupResult.NotThere _ -> "ENOENT";
                    case LookupResult.Refused(FluxException error) -> error.errno().toString();
                    case LookupResult.Missing _, LookupResult.UnknownNamespace _ ->
                            throw new AssertionError(where);
                };
        assertEquals(
                naive.find(key, readdir, readlink, treeobj),
                found,
                () -> where + ", lookup of " + key + " with flags " + flags);
    }
}
