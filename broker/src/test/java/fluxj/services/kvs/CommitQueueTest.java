package fluxj.services.kvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Credentials;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Merging, checkpoints, and what happens when they fail.
class CommitQueueTest {
    private static final int SYNC = KvsProtocol.SYNC;
    private static final int NO_MERGE = KvsProtocol.NO_MERGE;

    private final KvsFixture kvs = new KvsFixture();

    private int commit(String key, int flags) {
        return kvs.send(
                "kvs.commit", KvsFixture.commit("primary", flags, KvsFixture.put(key, key)));
    }

    /// Appends to a directory: refused with EISDIR.
    private int bad() {
        return kvs.send(
                "kvs.commit",
                KvsFixture.commit(
                        "primary",
                        0,
                        JsonArray.of(KvsFixture.op("dir", 32, Optional.of(KvsFixture.val("x"))))));
    }

    private void makeDirectory() {
        kvs.ask(
                "kvs.commit",
                KvsFixture.commit(
                        "primary",
                        0,
                        JsonArray.of(
                                KvsFixture.op(
                                        "dir", 0, Optional.of(fluxj.treeobj.Dir.EMPTY.toJson())))),
                Credentials.NONE);
    }

    @Test
    void commitsOfOneTurnBecomeOneVersion() {
        kvs.start();
        int one = commit("a", 0);
        int two = commit("b", 0);
        int three = commit("c", 0);
        assertEquals(1, kvs.seqOf(one));
        assertEquals(1, kvs.seqOf(two));
        assertEquals(1, kvs.seqOf(three));
        assertEquals("b", kvs.get("b"));
        assertTrue(
                kvs.broker.logged().contains("kvs.debug: aggregated 3 transactions (3 ops)"),
                kvs.broker.logged().toString());
    }

    @Test
    void commitsThatDoNotWantToMergeDoNot() {
        kvs.start();
        int one = commit("a", 0);
        int two = commit("b", NO_MERGE);
        int three = commit("c", 0);
        int four = commit("d", 0);
        assertEquals(1, kvs.seqOf(one));
        assertEquals(2, kvs.seqOf(two));
        assertEquals(3, kvs.seqOf(three));
        assertEquals(3, kvs.seqOf(four));
    }

    @Test
    void nothingMergesWhenTheModuleIsToldSo() {
        kvs.start("transaction-merge=0");
        int one = commit("a", 0);
        int two = commit("b", 0);
        assertEquals(1, kvs.seqOf(one));
        assertEquals(2, kvs.seqOf(two));
    }

    @Test
    void oneBadCommitDoesNotHarmThoseItWasMergedWith() {
        kvs.start();
        makeDirectory();
        int one = commit("a", 0);
        int bad = bad();
        int two = commit("b", 0);
        assertEquals(2, kvs.seqOf(one));
        assertEquals(21, kvs.errnum(bad));
        assertEquals(3, kvs.seqOf(two));
        assertEquals("a", kvs.get("a"));
        assertEquals("b", kvs.get("b"));
    }

    @Test
    void manyBadCommitsInOneTurnAreAllAnswered() {
        kvs.start("transaction-merge=0");
        makeDirectory();
        for (int i = 0; i < 20_000; i++) {
            bad();
        }
        kvs.broker.reactor().run();
        assertEquals(20_000, kvs.broker.received().size());
        assertEquals(1, kvs.seq());
    }

    @Test
    void aSyncedCommitIsCheckpointedBeforeItIsAnswered() {
        kvs.start();
        kvs.content.holdCheckpoints = true;
        int sync = commit("a", SYNC);
        assertTrue(kvs.answer(sync).isEmpty());
        assertEquals(0, kvs.seq());
        kvs.content.releaseCheckpoints();
        assertEquals(1, kvs.seqOf(sync));
        JsonObject checkpoint = kvs.content.checkpoints.getLast();
        assertEquals(kvs.root().text("rootref"), checkpoint.text("rootref"));
        assertEquals(1, checkpoint.whole("sequence").orElseThrow());
        assertEquals(1, checkpoint.whole("version").orElseThrow());
    }

    @Test
    void syncedCommitsThatComeMeanwhileShareTheNextCheckpoint() {
        kvs.start();
        kvs.content.holdCheckpoints = true;
        int first = commit("a", SYNC);
        kvs.broker.reactor().run();
        List<Integer> more = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            more.add(commit("b" + i, SYNC));
            kvs.broker.reactor().run();
        }
        int plain = commit("c", 0);
        assertTrue(kvs.answer(plain).isEmpty());
        kvs.content.releaseCheckpoints();
        assertEquals(1, kvs.seqOf(first));
        assertEquals(1, kvs.content.heldCheckpoints.size());
        assertEquals(1, kvs.seq());
        kvs.content.releaseCheckpoints();
        for (int i = 0; i < 5; i++) {
            assertEquals(2 + i, kvs.seqOf(more.get(i)));
        }
        assertEquals(7, kvs.seqOf(plain));
        assertEquals(2, kvs.content.checkpoints.size());
        assertEquals(6, kvs.content.checkpoints.getLast().whole("sequence").orElseThrow());
    }

    @Test
    void aCheckpointThatFailsFailsThoseWhoAskedForItAndNobodyElse() {
        kvs.start();
        kvs.set("a", "before");
        kvs.content.holdCheckpoints = true;
        int sync = commit("a", SYNC);
        kvs.broker.reactor().run();
        int plain = commit("b", 0);
        kvs.broker.reactor().run();
        int later = commit("c", SYNC);
        kvs.broker.reactor().run();
        kvs.content.checkpointError = Optional.of(Errno.ENOSPC);
        kvs.content.releaseCheckpoints();
        assertEquals(28, kvs.errnum(sync));
        assertEquals(2, kvs.seqOf(plain));
        assertEquals("before", kvs.get("a"));
        assertTrue(kvs.answer(later).isEmpty());
        kvs.content.checkpointError = Optional.empty();
        kvs.content.releaseCheckpoints();
        assertEquals(3, kvs.seqOf(later));
        assertEquals("before", kvs.get("a"));
        assertEquals("c", kvs.get("c"));
        assertEquals(kvs.root().text("rootref"), kvs.content.checkpoints.getLast().text("rootref"));
    }

    @Test
    void aFailureBehindASyncedCommitIsAnsweredInItsTurn() {
        kvs.start();
        makeDirectory();
        kvs.content.holdCheckpoints = true;
        int sync = commit("a", SYNC);
        kvs.broker.reactor().run();
        int bad = bad();
        int plain = commit("b", 0);
        assertTrue(kvs.answer(bad).isEmpty());
        kvs.content.releaseCheckpoints();
        assertEquals(2, kvs.seqOf(sync));
        assertEquals(21, kvs.errnum(bad));
        assertEquals(3, kvs.seqOf(plain));
    }

    @Test
    void onlyThePrimaryNamespaceIsSynced() {
        kvs.start();
        kvs.broker.ask(
                "kvs.namespace-create",
                "{\"namespace\":\"n\",\"rootref\":\"sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91\","
                        + "\"owner\":-1,\"flags\":0}");
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                kvs.ask(
                                        "kvs.commit",
                                        KvsFixture.commit("n", SYNC, KvsFixture.put("a", "1")),
                                        Credentials.NONE));
        assertEquals(Errno.EINVAL, error.errno());
    }

    // --- checkpoints

    private void reload(String... arguments) {
        kvs.broker.get(kvs.broker.modules().remove("kvs", false));
        kvs.broker.get(kvs.broker.modules().load(ModuleSpec.of("kvs", arguments)));
    }

    @Test
    void theModuleGoesOnWhereItEnded() {
        kvs.start();
        kvs.set("a", "1");
        JsonObject root = kvs.set("b", "2");
        reload();
        assertEquals(2, kvs.seq());
        assertEquals(root.text("rootref"), kvs.root().text("rootref"));
        assertEquals("1", kvs.get("a"));
        assertTrue(
                kvs.broker
                        .logged()
                        .contains("kvs.info: restored KVS from checkpoint on 1970-01-01T00:00:01Z"),
                kvs.broker.logged().toString());
    }

    @Test
    void anInitialRootWinsOverACheckpoint() {
        kvs.start();
        String first = kvs.set("a", "1").text("rootref").orElseThrow();
        kvs.set("a", "2");
        reload("initial-rootref=" + first);
        assertEquals(0, kvs.seq());
        assertEquals("1", kvs.get("a"));
    }

    @Test
    void aCheckpointWhoseRootIsGoneIsSaidToBeSoAndEveryLookupSaysWhy() {
        kvs.start();
        kvs.set("a", "1");
        kvs.broker.get(kvs.broker.modules().remove("kvs", false));
        kvs.content.blobs.clear();
        kvs.broker.get(kvs.broker.modules().load(ModuleSpec.of("kvs")));
        assertTrue(
                kvs.broker.logged().stream()
                        .anyMatch(
                                line ->
                                        line.startsWith("kvs.err: the root sha1-")
                                                && line.contains("of the newest checkpoint")),
                kvs.broker.logged().toString());
        assertEquals(Errno.ENOENT, assertThrows(FluxException.class, () -> kvs.get("a")).errno());
    }

    @Test
    void aCheckpointOfAnUnknownVersionIsNotServed() {
        kvs.content.checkpoints.add(JsonObject.parse("{\"version\":2,\"rootref\":\"sha1-0\"}"));
        FluxException error = assertThrows(FluxException.class, kvs::start);
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void checkpointsAreMadeInThePeriodThatIsConfigured() {
        kvs.broker.configure(JsonObject.parse("{\"kvs\":{\"checkpoint-period\":\"10s\"}}"));
        kvs.start();
        kvs.broker.reactor().advance(Duration.ofSeconds(25));
        assertEquals(0, kvs.content.checkpoints.size());
        kvs.set("a", "1");
        kvs.broker.reactor().advance(Duration.ofSeconds(25));
        assertEquals(1, kvs.content.checkpoints.size());
        assertEquals(1, kvs.seq());
        kvs.set("a", "2");
        kvs.broker.ask("kvs.config-reload", "{\"kvs\":{\"checkpoint-period\":\"1s\"}}");
        kvs.broker.reactor().advance(Duration.ofSeconds(2));
        assertEquals(2, kvs.content.checkpoints.size());
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                kvs.broker.ask(
                                        "kvs.config-reload",
                                        "{\"kvs\":{\"checkpoint-period\":\"1foo\"}}"));
        assertTrue(error.text().startsWith("invalid checkpoint-period config"), error.text());
    }

    @Test
    void aPeriodThatIsNoneKeepsTheModuleFromLoading() {
        kvs.broker.configure(JsonObject.parse("{\"kvs\":{\"checkpoint-period\":\"x\"}}"));
        FluxException error = assertThrows(FluxException.class, kvs::start);
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void aValueIsAppendedToAcrossCommits() {
        kvs.start();
        for (String part : List.of("a", "b", "c")) {
            kvs.ask(
                    "kvs.commit",
                    KvsFixture.commit(
                            "primary",
                            0,
                            JsonArray.of(
                                    KvsFixture.op("log", 32, Optional.of(KvsFixture.val(part))))),
                    Credentials.NONE);
        }
        assertEquals("abc", kvs.get("log"));
        JsonObject raw =
                kvs.ask("kvs.lookup", KvsFixture.lookup("primary", "log", 16), Credentials.NONE);
        Treeobj.Valref ref = (Treeobj.Valref) Treeobj.of(raw.get("val").orElseThrow());
        assertEquals(3, ref.blobs().size());
        assertEquals(TestBroker.OWNER_UID, kvs.root().whole("owner").orElseThrow());
    }
}
