package fluxj.services.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.module.TestBroker;
import fluxj.platform.SparseFiles;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Rank 0 of the content service (RFC 10, spec services 1 and 19.5).
class ContentServiceTest {
    private final TestBroker broker =
            new TestBroker(ServiceFactory.of("content", ContentService::new));
    private final FakeBacking backing = new FakeBacking();
    private int tag = 1000;

    private void load(String... args) {
        broker.core().add(backing.name(), backing::create);
        broker.get(broker.modules().load(ModuleSpec.of("content", args)));
    }

    private void register() {
        broker.ask("content.register-backing", "{\"name\":\"fake\"}");
        broker.reactor().run();
    }

    private void loadWithBacking(String... args) {
        load(args);
        register();
    }

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), broker.faults());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Blobref store(byte[] blob) {
        Response response =
                broker.exchange("content.store", Payload.ofBytes(blob), Credentials.NONE);
        return Blobref.of(HashType.SHA1, response.payload().bytes());
    }

    private Blobref store(String text) {
        return store(bytes(text));
    }

    private Response fetch(Blobref ref) {
        return broker.exchange("content.load", Payload.ofBytes(ref.digest()), Credentials.NONE);
    }

    private String text(Blobref ref) {
        return new String(fetch(ref).payload().bytes(), StandardCharsets.UTF_8);
    }

    private FluxException failure(String topic, Payload payload) {
        return assertThrows(
                FluxException.class, () -> broker.exchange(topic, payload, Credentials.NONE));
    }

    private FluxException failure(String topic) {
        return failure(topic, Payload.NONE);
    }

    private long stat(String key) {
        return broker.ask("content.stats-get", "{}").whole(key).orElseThrow();
    }

    /// Sends a request whose answer is looked for with [#answer].
    private int send(String topic, Payload payload) {
        int matchtag = ++tag;
        broker.send(Request.of(topic, payload, Message.NODEID_ANY, matchtag, 0));
        return matchtag;
    }

    private Response answer(int matchtag) {
        for (Message message : broker.received()) {
            if (message instanceof Response response && response.matchtag() == matchtag) {
                return response;
            }
        }
        throw new AssertionError("no answer");
    }

    private boolean isAnswered(int matchtag) {
        for (Message message : broker.received()) {
            if (message instanceof Response response && response.matchtag() == matchtag) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aBlobComesBackByItsDigest() {
        load();
        Blobref ref = store("hello");
        assertEquals(HashType.SHA1.hash(bytes("hello")), ref);
        assertEquals("hello", text(ref));
    }

    @Test
    void theEmptyBlobHasNoPayload() {
        load();
        Response stored = broker.exchange("content.store", Payload.NONE, Credentials.NONE);
        Blobref ref = Blobref.of(HashType.SHA1, stored.payload().bytes());
        assertEquals("sha1-da39a3ee5e6b4b0d3255bfef95601890afd80709", ref.toString());
        assertFalse(fetch(ref).payload().isPresent());
    }

    @Test
    void theHashIsThatOfTheAttribute() {
        broker.attributes().set("content.hash", "sha256");
        load();
        Response stored =
                broker.exchange("content.store", Payload.ofBytes(bytes("x")), Credentials.NONE);
        assertEquals(32, stored.payload().length());
        assertEquals(Errno.EPROTO, failure("content.load", Payload.ofBytes(new byte[20])).errno());
    }

    @Test
    void theHashIsSha1UnlessSomebodySaysOtherwise() {
        load();
        assertEquals("sha1", broker.attributes().get("content.hash").orElseThrow());
    }

    @Test
    void anUnknownHashIsRefused() {
        broker.attributes().set("content.hash", "md5");
        FluxException error = assertThrows(FluxException.class, this::load);
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("content.hash: md5: unknown hash type (sha1 or sha256)", error.text());
    }

    @Test
    void unknownAndUnreadableArgumentsAreRefused() {
        FluxException error = assertThrows(FluxException.class, () -> load("badopt"));
        assertEquals("unknown module option: badopt", error.text());
        for (String bad :
                List.of(
                        "blob-size-limit=",
                        "blob-size-limit=-1",
                        "purge-old-entry=x",
                        "flush-batch-limit=4294967296")) {
            TestBroker other = new TestBroker(ServiceFactory.of("content", ContentService::new));
            error =
                    assertThrows(
                            FluxException.class,
                            () -> other.get(other.modules().load(ModuleSpec.of("content", bad))));
            assertEquals(Errno.EINVAL, error.errno());
            assertEquals("error parsing " + bad, error.text());
        }
    }

    @Test
    void aDigestOfAnotherLengthIsAProtocolError() {
        load();
        assertEquals(Errno.EPROTO, failure("content.load").errno());
        assertEquals(Errno.EPROTO, failure("content.load", Payload.ofBytes(new byte[32])).errno());
    }

    @Test
    void guestsAreRefused() {
        load();
        Credentials guest = new Credentials(2000, Credentials.USER);
        for (String method : List.of("load", "store", "flush", "dropcache", "stats-get")) {
            FluxException error =
                    assertThrows(
                            FluxException.class,
                            () -> broker.exchange("content." + method, Payload.NONE, guest));
            assertEquals(Errno.EPERM, error.errno(), method);
        }
    }

    @Test
    void aBlobOverTheLimitIsTooBig() {
        load("blob-size-limit=4");
        store("1234");
        assertEquals(
                Errno.EFBIG, failure("content.store", Payload.ofBytes(bytes("12345"))).errno());
    }

    @Test
    void bigBlobsAreStoredInTheirOrderAndNobodyOvertakesThem() {
        loadWithBacking();
        byte[] big = new byte[Arrivals.BIG];
        Blobref ref = HashType.SHA1.hash(big);
        int first = send("content.store", Payload.ofBytes(big));
        int wanted = send("content.load", Payload.ofBytes(ref.digest()));
        int flush = send("content.flush", Payload.NONE);
        broker.reactor().run();
        assertArrayEquals(ref.digest(), answer(first).payload().bytes());
        assertEquals(Arrivals.BIG, answer(wanted).payload().length());
        assertEquals(0, answer(flush).errnum());
        assertTrue(backing.blobs.containsKey(ref));
    }

    @Test
    void withoutBackingEverythingIsDirtyAndAMissIsAnAbsentBlob() {
        load();
        store("a");
        store("b");
        store("a");
        assertEquals(2, stat("count"));
        assertEquals(2, stat("valid"));
        assertEquals(2, stat("dirty"));
        assertEquals(2, stat("size"));
        assertEquals(
                Errno.ENOENT,
                failure("content.load", Payload.ofBytes(HashType.SHA1.hash(bytes("c")).digest()))
                        .errno());
        assertEquals(Errno.ENOSYS, failure("content.flush").errno());
    }

    @Test
    void whatWaitsGoesToTheBackingStoreThatComesLater() {
        load();
        Blobref ref = store("a");
        register();
        assertTrue(backing.blobs.containsKey(ref));
        assertEquals(0, stat("dirty"));
    }

    @Test
    void storesAreAnsweredBeforeTheBackingStoreHasThem() {
        loadWithBacking();
        backing.holding = true;
        store("a");
        assertEquals(1, stat("dirty"));
        assertEquals(1, stat("flush-batch-count"));
        backing.release();
        broker.reactor().run();
        assertEquals(0, stat("dirty"));
        assertEquals(0, stat("flush-batch-count"));
    }

    @Test
    void noMoreThanABatchIsUnderWay() {
        loadWithBacking("flush-batch-limit=2");
        backing.holding = true;
        for (int i = 0; i < 5; i++) {
            store("blob " + i);
        }
        assertEquals(2, backing.held.size());
        backing.release();
        broker.reactor().run();
        assertEquals(5, backing.blobs.size());
        assertEquals(0, stat("dirty"));
    }

    @Test
    void aCleanBlobStoredAgainGoesToTheBackingStoreAgain() {
        loadWithBacking();
        store("a");
        store("a");
        broker.reactor().run();
        assertEquals(2, backing.stores);
    }

    @Test
    void manyWaitForOneLoad() {
        loadWithBacking();
        Blobref ref = HashType.SHA1.hash(bytes("kept"));
        backing.blobs.put(ref, bytes("kept"));
        int first = send("content.load", Payload.ofBytes(ref.digest()));
        int second = send("content.load", Payload.ofBytes(ref.digest()));
        broker.reactor().run();
        assertEquals(4, answer(first).payload().length());
        assertEquals(4, answer(second).payload().length());
        assertEquals(1, backing.loads);
        assertEquals("kept", text(ref));
        assertEquals(1, backing.loads);
    }

    @Test
    void aStoreAnswersThoseWhoWaitForTheBlob() {
        loadWithBacking();
        Blobref ref = HashType.SHA1.hash(bytes("late"));
        int wanted = send("content.load", Payload.ofBytes(ref.digest()));
        send("content.store", Payload.ofBytes(bytes("late")));
        broker.reactor().run();
        assertEquals(4, answer(wanted).payload().length());
        assertEquals(1, stat("count"));
    }

    @Test
    void absentBlobsAreNotRemembered() {
        loadWithBacking();
        Blobref ref = HashType.SHA1.hash(bytes("x"));
        assertEquals(Errno.ENOENT, failure("content.load", Payload.ofBytes(ref.digest())).errno());
        assertEquals(0, stat("count"));
        store("x");
        assertEquals("x", text(ref));
    }

    @Test
    void dropcacheForgetsWhatIsCleanOnly() {
        loadWithBacking();
        Blobref clean = store("clean");
        broker.reactor().run();
        backing.holding = true;
        store("dirty");
        broker.ask("content.dropcache", "{}");
        assertEquals(1, stat("count"));
        assertEquals(5, stat("size"));
        assertEquals("clean", text(clean));
        assertTrue(broker.logged().contains("content.debug: content dropcache 1/2"));
    }

    @Test
    void whatIsOldIsPurgedDownToTheTarget() {
        loadWithBacking("purge-target-size=10", "purge-old-entry=15");
        Blobref used = store("12345678");
        store("abcdefgh");
        broker.reactor().advance(Duration.ofSeconds(9));
        fetch(used);
        broker.reactor().advance(Duration.ofSeconds(2));
        assertEquals(2, stat("count"));
        broker.reactor().advance(Duration.ofSeconds(10));
        assertEquals(1, stat("count"));
        fetch(used);
        assertEquals(0, backing.loads);
        broker.reactor().advance(Duration.ofSeconds(30));
        assertEquals(1, stat("count"));
    }

    @Test
    void purgeLeavesWhatIsDirty() {
        load("purge-target-size=0", "purge-old-entry=0");
        store("a");
        broker.reactor().advance(Duration.ofSeconds(30));
        assertEquals(1, stat("count"));
    }

    @Test
    void backingStoresComeAndGoByName() {
        load();
        broker.ask("content.register-backing", "{\"name\":\"foo\"}");
        assertEquals("foo", broker.attributes().get("content.backing-module").orElseThrow());
        FluxException error =
                failure("content.register-backing", Payload.ofText("{\"name\":\"bar\"}"));
        assertEquals(Errno.EBUSY, error.errno());
        assertEquals("content backing store is already active", error.text());
        broker.ask("content.unregister-backing", "{}");
        error = failure("content.register-backing", Payload.ofText("{\"name\":\"bar\"}"));
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("content backing store cannot be changed on the fly", error.text());
        error = failure("content.unregister-backing");
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("content backing store is not active", error.text());
        assertEquals(Errno.EPROTO, failure("content.register-backing").errno());
    }

    @Test
    void flushWaitsForWhatIsDirtyNowAndNoLonger() {
        loadWithBacking();
        backing.holding = true;
        store("a");
        int flush = send("content.flush", Payload.NONE);
        broker.reactor().run();
        assertFalse(isAnswered(flush));
        store("b");
        var first = backing.held.removeFirst();
        first.reply(Payload.ofBytes(HashType.SHA1.hash(bytes("a")).digest()));
        broker.reactor().run();
        assertEquals(0, answer(flush).errnum());
        assertEquals(1, stat("dirty"));
    }

    @Test
    void aBackingStoreThatGoesFailsThoseWhoFlush() {
        loadWithBacking();
        backing.holding = true;
        store("a");
        int flush = send("content.flush", Payload.NONE);
        broker.ask("content.unregister-backing", "{}");
        assertEquals(Errno.ENOSYS.number(), answer(flush).errnum());
        assertEquals(1, stat("dirty"));
        assertTrue(broker.logged().contains("content.err: 1 unflushables"));
        register();
        backing.release();
        broker.reactor().run();
        assertEquals(0, stat("dirty"));
    }

    @Test
    void checkpointsFollowWhatTheyName() {
        loadWithBacking();
        backing.holding = true;
        store("a");
        int put = send("content.checkpoint-put", Payload.ofText("{\"value\":{\"sequence\":1}}"));
        broker.reactor().run();
        assertEquals(List.of(), backing.checkpoints);
        backing.release();
        broker.reactor().run();
        assertEquals(0, answer(put).errnum());
        assertEquals(
                "{\"value\":[{\"sequence\":1,\"blobs\":1}]}",
                broker.ask("content.checkpoint-get", "{}").toString());
    }

    private void loadWithOrderedBacking() {
        load();
        broker.ask("content.register-backing", "{\"name\":\"fake\",\"failures\":0}");
        broker.reactor().run();
    }

    @Test
    void aCheckpointFollowsItsBlobsAtOnceWhenTheBackingStoreWorksInOrder() {
        loadWithOrderedBacking();
        backing.holding = true;
        store("a");
        int put = send("content.checkpoint-put", Payload.ofText("{\"value\":{\"sequence\":1}}"));
        broker.reactor().run();
        assertEquals(1, backing.held.size());
        assertEquals(0, answer(put).errnum());
        assertEquals(List.of("{\"sequence\":1,\"blobs\":0}"), backing.checkpoints);
    }

    @Test
    void aCheckpointBehindAFailedStoreWaitsForTheFlushAndGoesOnInOrderAfterIt() {
        loadWithOrderedBacking();
        backing.failures = 1;
        int first = send("content.checkpoint-put", Payload.ofText("{\"value\":{\"n\":1}}"));
        broker.reactor().run();
        assertEquals(0, answer(first).errnum());
        backing.failWith(Errno.EIO);
        store("a");
        int second = send("content.checkpoint-put", Payload.ofText("{\"value\":{\"n\":2}}"));
        broker.reactor().run();
        assertEquals(Errno.EIO.number(), answer(second).errnum());
        assertEquals(List.of("{\"n\":1,\"blobs\":0}"), backing.checkpoints);
        backing.failWith(null);
        int third = send("content.checkpoint-put", Payload.ofText("{\"value\":{\"n\":3}}"));
        broker.reactor().run();
        assertEquals(0, answer(third).errnum());
        assertEquals("{\"n\":3,\"blobs\":1}", backing.checkpoints.getLast());
    }

    @Test
    void checkpointsNeedABackingStore() {
        load();
        FluxException error = failure("content.checkpoint-get");
        assertEquals(Errno.ENOSYS, error.errno());
        assertEquals("checkpoint get unavailable, no backing store", error.text());
        error = failure("content.checkpoint-put", Payload.ofText("{\"value\":{}}"));
        assertEquals(Errno.ENOSYS, error.errno());
        assertEquals("checkpoint put unavailable, no backing store", error.text());
        register();
        assertEquals(Errno.EPROTO, failure("content.checkpoint-put").errno());
    }

    @Test
    void aFullDiskRefusesNewBlobsKeepsTheOldAndSaysSoOnce() {
        loadWithBacking();
        Blobref kept = store("kept");
        broker.reactor().run();
        backing.failWith(Errno.ENOSPC);
        Blobref dirty = store("accepted before the disk was known to be full");
        broker.reactor().run();
        assertEquals(Errno.ENOSPC, failure("content.store", Payload.ofBytes(bytes("new"))).errno());
        assertEquals("kept", text(kept));
        assertEquals(kept, store("kept"));
        assertEquals(dirty, store("accepted before the disk was known to be full"));
        assertEquals(Errno.ENOSPC, failure("content.flush").errno());
        broker.reactor().advance(Duration.ofSeconds(30));
        List<String> critical =
                broker.logged().stream().filter(line -> line.contains(".crit")).toList();
        assertEquals(
                List.of(
                        "content.crit: content store: No space left on device:"
                                + " refusing new blobs until there is space"),
                critical);
        assertEquals(2, stat("dirty"));
        backing.failWith(null);
        broker.reactor().advance(Duration.ofSeconds(1));
        assertEquals(0, stat("dirty"));
        assertTrue(backing.blobs.containsKey(dirty));
        store("new");
        broker.ask("content.flush", "{}");
        assertTrue(
                broker.logged()
                        .contains(
                                "content.info: content store: the backing store takes blobs again"));
    }

    @Test
    void aFlushTriesAgainAtOnce() {
        loadWithBacking();
        backing.failWith(Errno.EIO);
        Blobref ref = store("a");
        broker.reactor().run();
        assertEquals(Errno.EIO, failure("content.flush").errno());
        backing.failWith(null);
        broker.ask("content.flush", "{}");
        assertTrue(backing.blobs.containsKey(ref));
    }

    @Test
    void aBatchThatFailsIsStoredWholeLater() {
        loadWithBacking();
        backing.holding = true;
        for (int i = 0; i < 300; i++) {
            store("blob " + i);
        }
        backing.failWith(Errno.ENOSPC);
        backing.release();
        broker.reactor().run();
        assertEquals(300, stat("dirty"));
        assertEquals(0, stat("flush-batch-count"));
        backing.failWith(null);
        broker.reactor().advance(Duration.ofSeconds(1));
        assertEquals(0, stat("dirty"));
        assertEquals(300, backing.blobs.size());
    }

    @Test
    void overTheDirtyLimitStoresWaitForTheBackingStore() {
        loadWithBacking("dirty-size-limit=10");
        backing.holding = true;
        store("12345678");
        int waits = send("content.store", Payload.ofBytes(bytes("abcdefgh")));
        broker.reactor().run();
        assertFalse(isAnswered(waits));
        assertEquals(
                Errno.ENOSPC, failure("content.store", Payload.ofBytes(bytes("too much"))).errno());
        backing.release();
        broker.reactor().run();
        assertEquals(0, answer(waits).errnum());
        assertEquals(0, stat("dirty"));
    }

    @Test
    void aStoreThatWaitsIsToldOfTheFailureAndIsForgotten() {
        loadWithBacking("dirty-size-limit=10");
        backing.holding = true;
        store("12345678");
        int waits = send("content.store", Payload.ofBytes(bytes("abcdefgh")));
        broker.reactor().run();
        backing.failWith(Errno.EIO);
        backing.release();
        broker.reactor().run();
        assertEquals(Errno.EIO.number(), answer(waits).errnum());
        assertEquals(1, stat("count"));
        assertEquals(1, stat("dirty"));
    }

    @Test
    void withoutBackingTheMemoryIsLimitedToo() {
        load("dirty-size-limit=10");
        store("12345678");
        FluxException error = failure("content.store", Payload.ofBytes(bytes("abcdefgh")));
        assertEquals(Errno.ENOSPC, error.errno());
        assertEquals("too much content waits and no backing store takes it", error.text());
    }

    @Test
    void theModuleWritesWhatIsDirtyBeforeItEnds() {
        loadWithBacking("flush-batch-limit=1");
        backing.holding = true;
        store("a");
        store("b");
        var removed = broker.modules().remove("content", false);
        broker.reactor().run();
        backing.release();
        broker.get(removed);
        assertEquals(2, backing.blobs.size());
    }

    @Test
    void whoWaitsWhenTheModuleIsCancelledGetsAnAnswer() {
        loadWithBacking();
        backing.holding = true;
        store("a");
        int flush = send("content.flush", Payload.NONE);
        int put = send("content.checkpoint-put", Payload.ofText("{\"value\":{}}"));
        broker.reactor().run();
        backing.failWith(Errno.EIO);
        broker.modules().remove("content", false);
        backing.release();
        broker.reactor().run();
        assertEquals(Errno.EIO.number(), answer(flush).errnum());
        assertEquals(Errno.EIO.number(), answer(put).errnum());
    }

    @Test
    void partsOfMappedFilesAreBlobs(@TempDir Path folder) throws IOException {
        loadWithBacking();
        Path file = Files.writeString(folder.resolve("file"), "0123456789");
        broker.ask(
                "content.mmap-add", "{\"path\":\"" + file + "\",\"chunksize\":4,\"tag\":\"main\"}");
        assertEquals(
                "{\"tags\":{\"main\":[\"" + file + "\"]},\"blobs\":3}",
                broker.ask("content.stats-get", "{}").get("mmap").orElseThrow().toString());
        Blobref last = HashType.SHA1.hash(bytes("89"));
        Response response = fetch(last);
        assertArrayEquals(bytes("89"), response.payload().bytes());
        assertTrue(response.has(Message.USER1));
        assertFalse(fetch(store("89")).has(Message.USER1));
        Files.writeString(file, "0123xxxx89");
        assertEquals("0123", text(HashType.SHA1.hash(bytes("0123"))));
        FluxException error =
                failure(
                        "content.load",
                        Payload.ofBytes(HashType.SHA1.hash(bytes("4567")).digest()));
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals("mapped file content has changed", error.text());
        Files.delete(file);
        error =
                failure(
                        "content.load",
                        Payload.ofBytes(HashType.SHA1.hash(bytes("0123")).digest()));
        assertEquals("mapped file content has changed", error.text());
        broker.ask("content.mmap-remove", "{\"tag\":\"main\"}");
        assertEquals(
                Errno.ENOENT,
                failure("content.load", Payload.ofBytes(HashType.SHA1.hash(bytes("0123")).digest()))
                        .errno());
    }

    @Test
    void aTagThatGoesLeavesTheSameBytesOfOthers(@TempDir Path folder) throws IOException {
        load();
        for (String name : List.of("one", "two")) {
            Path file = Files.writeString(folder.resolve(name), "same");
            broker.ask(
                    "content.mmap-add",
                    "{\"path\":\"" + file + "\",\"chunksize\":0,\"tag\":\"" + name + "\"}");
        }
        broker.ask("content.mmap-remove", "{\"tag\":\"one\"}");
        assertEquals("same", text(HashType.SHA1.hash(bytes("same"))));
    }

    @Test
    void whatCanNotBeMappedIsRefused(@TempDir Path folder) throws IOException {
        load("blob-size-limit=100");
        Path empty = Files.createFile(folder.resolve("empty"));
        Path large = Files.write(folder.resolve("large"), new byte[101]);
        assertEquals("path must be fully qualified", mapError("file", 10).text());
        assertEquals(folder + ": not suitable for mapping", mapError(folder.toString(), 1).text());
        assertEquals(empty + ": not suitable for mapping", mapError(empty.toString(), 1).text());
        assertEquals(
                folder + "/none: No such file or directory", mapError(folder + "/none", 1).text());
        assertEquals(Errno.EINVAL, mapError(large.toString(), -1).errno());
        assertEquals(Errno.EFBIG, mapError(large.toString(), 0).errno());
        assertEquals(Errno.EFBIG, mapError(large.toString(), 101).errno());
    }

    @Test
    void holesOfMappedFilesAreNoBlobs(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[100]);
        TestBroker other =
                new TestBroker(
                        ServiceFactory.of(
                                "content",
                                flux ->
                                        new ContentService(
                                                flux,
                                                (_, _) ->
                                                        List.of(
                                                                new SparseFiles.Extent(10, 5),
                                                                new SparseFiles.Extent(50, 7)))));
        other.get(other.modules().load(ModuleSpec.of("content")));
        other.ask("content.mmap-add", "{\"path\":\"" + file + "\",\"chunksize\":4,\"tag\":\"x\"}");
        for (int length : new int[] {1, 3, 4}) {
            byte[] digest = HashType.SHA1.hash(new byte[length]).digest();
            Response response =
                    other.exchange("content.load", Payload.ofBytes(digest), Credentials.NONE);
            assertEquals(length, response.payload().length());
        }
        byte[] whole = HashType.SHA1.hash(new byte[5]).digest();
        assertThrows(
                FluxException.class,
                () -> other.exchange("content.load", Payload.ofBytes(whole), Credentials.NONE));
    }

    private FluxException mapError(String path, int chunksize) {
        return failure(
                "content.mmap-add",
                Payload.ofText(
                        "{\"path\":\""
                                + path
                                + "\",\"chunksize\":"
                                + chunksize
                                + ",\"tag\":\"main\"}"));
    }
}
