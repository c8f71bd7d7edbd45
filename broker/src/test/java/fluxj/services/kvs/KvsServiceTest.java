package fluxj.services.kvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class KvsServiceTest {
    private static final Credentials GUEST =
            new Credentials(2000, Credentials.USER | Credentials.LOCAL);

    private final KvsFixture kvs = new KvsFixture();

    private FluxException refused(String topic, String json, Credentials cred) {
        return assertThrows(
                FluxException.class,
                () -> kvs.broker.exchange(topic, Payload.of(JsonObject.parse(json)), cred));
    }

    private Errno refused(String topic, String json) {
        return refused(topic, json, Credentials.NONE).errno();
    }

    @Test
    void beginsWithAnEmptyDirectory() {
        kvs.start();
        assertEquals(
                "{\"owner\":1000,\"rootseq\":0,"
                        + "\"rootref\":\"sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91\","
                        + "\"flags\":0,\"namespace\":\"primary\"}",
                kvs.root().toString());
        assertEquals(1, kvs.content.blobs.size());
    }

    @Test
    void whatWasCommittedIsFound() {
        kvs.start();
        JsonObject root = kvs.set("a.b", "hello");
        assertEquals(1, root.whole("rootseq").orElseThrow());
        assertEquals("hello", kvs.get("a.b"));
        assertEquals(root.text("rootref"), kvs.root().text("rootref"));
    }

    @Test
    void aLookupPlusTellsTheRootAndThatAKeyIsMissing() {
        kvs.start();
        JsonObject root = kvs.set("a", "1");
        assertEquals(
                "{\"val\":{\"data\":\"MQ==\",\"type\":\"val\",\"ver\":1},\"rootseq\":1,\"rootref\":\""
                        + root.text("rootref").orElseThrow()
                        + "\"}",
                kvs.ask("kvs.lookup-plus", KvsFixture.lookup("primary", "a", 0), Credentials.NONE)
                        .toString());
        assertEquals(
                "{\"errno\":2,\"rootseq\":1,\"rootref\":\""
                        + root.text("rootref").orElseThrow()
                        + "\"}",
                kvs.ask("kvs.lookup-plus", KvsFixture.lookup("primary", "b", 0), Credentials.NONE)
                        .toString());
    }

    @Test
    void anOldRootCanBeLookedUp() {
        kvs.start();
        String before = kvs.set("a", "old").text("rootref").orElseThrow();
        kvs.set("a", "new");
        JsonObject found =
                kvs.broker.ask(
                        "kvs.lookup",
                        "{\"key\":\"a\",\"flags\":0,\"rootdir\":{\"ver\":1,\"type\":\"dirref\","
                                + "\"data\":[\""
                                + before
                                + "\"]}}");
        assertEquals("b2xk", found.object("val").orElseThrow().text("data").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kvs.lookup | {'flags':0,'namespace':'primary'} | 71",
                "kvs.lookup | {'key':'a','flags':0} | 71",
                "kvs.lookup | {'key':'a','flags':0,'namespace':'primary'} | 2",
                "kvs.lookup | {'key':'.','flags':0,'namespace':'primary'} | 21",
                "kvs.lookup | {'key':'a','flags':0,'namespace':'none'} | 95",
                "kvs.lookup | {'key':'a','flags':0,'rootdir':{'a':1}} | 22",
                "kvs.lookup | {'key':'a','flags':0,'rootdir':{'ver':1,'type':'val','data':''}} | 22",
                "kvs.commit | {'namespace':'primary','flags':0} | 71",
                "kvs.commit | {'namespace':'none','flags':0,'ops':[]} | 95",
                "kvs.commit | {'namespace':'primary','flags':0,'ops':[1]} | 71",
                "kvs.commit | {'namespace':'primary','flags':0,'ops':[{'key':'.','flags':0,'dirent':null}]} | 22",
                "kvs.commit | {'namespace':'primary','flags':0,'ops':[{'key':'a','flags':0,'dirent':{}}]} | 22",
                "kvs.getroot | {'namespace':'none'} | 95",
                "kvs.wait-version | {'rootseq':1,'namespace':'none'} | 95",
                "kvs.namespace-remove | {'namespace':'Primary'} | 95",
                "kvs.namespace-create | {'namespace':'primary','rootref':'x','owner':1,'flags':0} | 17",
                "kvs.namespace-create | {'namespace':'n','rootref':'x','owner':1,'flags':0} | 22",
                "kvs.setroot-pause | {'namespace':'none'} | 95",
            })
    void refusesBadRequests(String topic, String json, int errnum) {
        kvs.start();
        assertEquals(errnum, refused(topic, json.replace('\'', '"')).number());
        assertEquals(0, kvs.seq());
        assertEquals(0, kvs.stats("primary").whole("#transactions").orElseThrow());
    }

    @Test
    void aCommitWithoutOperationsIsANewVersion() {
        kvs.start();
        JsonObject root =
                kvs.ask(
                        "kvs.commit",
                        KvsFixture.commit("primary", 0, JsonArray.EMPTY),
                        Credentials.NONE);
        assertEquals(1, root.whole("rootseq").orElseThrow());
    }

    // --- the content store

    @Test
    void theRootIsSwitchedOnlyWhenEveryBlobIsStored() {
        kvs.start();
        kvs.content.holdStores = true;
        int commit =
                kvs.send("kvs.commit", KvsFixture.commit("primary", 0, KvsFixture.put("a", "1")));
        assertTrue(kvs.answer(commit).isEmpty());
        assertEquals(0, kvs.seq());
        kvs.content.releaseStores();
        assertEquals(1, kvs.seqOf(commit));
        assertEquals(1, kvs.seq());
    }

    @Test
    void aStoreThatFailsLeavesEverythingAsItWas() {
        kvs.start();
        kvs.content.storeError = Optional.of(Errno.ENOSPC);
        FluxException error = assertThrows(FluxException.class, () -> kvs.set("a", "1"));
        assertEquals(Errno.ENOSPC, error.errno());
        assertEquals(0, kvs.seq());
        kvs.content.storeError = Optional.empty();
        kvs.content.stores = 0;
        kvs.set("a", "1");
        assertEquals(1, kvs.content.stores);
        assertEquals("1", kvs.get("a"));
    }

    @Test
    void aBlobThatIsThereAlreadyIsStoredAgainInTheBackground() {
        kvs.start();
        kvs.set("a", "1");
        kvs.set("a", "2");
        kvs.content.stores = 0;
        kvs.set("a", "1");
        assertEquals(1, kvs.content.stores);
        assertEquals(1, kvs.stats("primary").whole("#no-op stores").orElseThrow());
    }

    @Test
    void missingDirectoriesAreLoadedOnce() {
        kvs.start();
        kvs.set("a.b.c", "1");
        kvs.broker.reactor().advance(Duration.ofSeconds(61));
        kvs.content.loads = 0;
        int one = kvs.send("kvs.lookup", KvsFixture.lookup("primary", "a.b.c", 0));
        int two = kvs.send("kvs.lookup", KvsFixture.lookup("primary", "a.b.c", 0));
        assertEquals(0, kvs.errnum(one));
        assertEquals(0, kvs.errnum(two));
        assertEquals(2, kvs.content.loads);
        kvs.broker.reactor().advance(Duration.ofSeconds(61));
        kvs.set("a.b.d", "2");
        assertEquals("1", kvs.get("a.b.c"));
    }

    @Test
    void aBlobThatIsGoneIsAnError() {
        kvs.start();
        kvs.set("a.b", "1");
        kvs.broker.reactor().advance(Duration.ofSeconds(61));
        JsonObject dir =
                kvs.ask("kvs.lookup", KvsFixture.lookup("primary", "a", 16), Credentials.NONE);
        String ref = dir.object("val").orElseThrow().array("data").orElseThrow().toString();
        kvs.content.drop(Blobref.parse(ref.substring(2, ref.length() - 2)));
        assertEquals(
                Errno.ENOENT,
                refused("kvs.lookup", "{\"key\":\"a.b\",\"flags\":0,\"namespace\":\"primary\"}"));
        assertThrows(FluxException.class, () -> kvs.set("a.c", "2"));
        assertEquals(1, kvs.seq());
        kvs.set("b", "3");
        assertEquals("3", kvs.get("b"));
    }

    // --- versions

    @Test
    void aVersionIsAwaited() {
        kvs.start();
        int waiting =
                kvs.send(
                        "kvs.wait-version",
                        Payload.of(JsonObject.parse("{\"rootseq\":2,\"namespace\":\"primary\"}")));
        kvs.set("a", "1");
        assertTrue(kvs.answer(waiting).isEmpty());
        assertEquals(1, kvs.stats("primary").whole("#versionwaiters").orElseThrow());
        kvs.set("a", "2");
        assertEquals(2, kvs.seqOf(waiting));
    }

    @Test
    void aClientThatGoesAwayIsForgottenButItsCommitsAreNot() {
        kvs.start();
        kvs.send(
                "kvs.wait-version",
                Payload.of(JsonObject.parse("{\"rootseq\":9,\"namespace\":\"primary\"}")));
        kvs.content.holdStores = true;
        kvs.send("kvs.commit", KvsFixture.commit("primary", 0, KvsFixture.put("a", "1")));
        kvs.broker.reactor().run();
        kvs.send("kvs.disconnect", Payload.NONE);
        kvs.broker.reactor().run();
        assertEquals(0, kvs.stats("primary").whole("#versionwaiters").orElseThrow());
        assertEquals(
                0, kvs.broker.ask("kvs.stats-get", "{}").whole("pending_requests").orElseThrow());
        kvs.content.holdStores = false;
        kvs.content.releaseStores();
        assertEquals("1", kvs.get("a"));
    }

    @Test
    void pausedSetrootsHoldAnswersBack() {
        kvs.start();
        kvs.broker.ask("kvs.setroot-pause", "{\"namespace\":\"primary\"}");
        int one = kvs.send("kvs.commit", KvsFixture.commit("primary", 1, KvsFixture.put("a", "1")));
        int two = kvs.send("kvs.commit", KvsFixture.commit("primary", 1, KvsFixture.put("b", "1")));
        assertTrue(kvs.answer(one).isEmpty());
        kvs.broker.ask("kvs.setroot-unpause", "{\"namespace\":\"primary\"}");
        assertEquals(2, kvs.seqOf(one));
        assertEquals(2, kvs.seqOf(two));
    }

    // --- namespaces and guests

    private void createNamespace(String name, int owner) {
        kvs.broker.ask(
                "kvs.namespace-create",
                "{\"namespace\":\""
                        + name
                        + "\",\"rootref\":\"sha1-c0a9faf907dda6216fd73bf81d0b3b21a1a8cb91\","
                        + "\"owner\":"
                        + owner
                        + ",\"flags\":0}");
    }

    @Test
    void namespacesAreSeparate() {
        kvs.start();
        createNamespace("other", -1);
        kvs.set("a", "1");
        kvs.ask(
                "kvs.commit",
                KvsFixture.commit("other", 0, KvsFixture.put("a", "2")),
                Credentials.NONE);
        assertEquals("1", kvs.get("a"));
        assertEquals("2", kvs.get("other", "a", Credentials.NONE));
        assertEquals(
                "{\"namespaces\":[{\"namespace\":\"primary\",\"owner\":1000,\"flags\":0},"
                        + "{\"namespace\":\"other\",\"owner\":1000,\"flags\":0}]}",
                kvs.broker.ask("kvs.namespace-list", "{}").toString());
    }

    @Test
    void aRemovedNamespaceIsGoneForThoseWhoWait() {
        kvs.start();
        createNamespace("other", -1);
        int version =
                kvs.send(
                        "kvs.wait-version",
                        Payload.of(JsonObject.parse("{\"rootseq\":2,\"namespace\":\"other\"}")));
        kvs.content.holdStores = true;
        int commit =
                kvs.send("kvs.commit", KvsFixture.commit("other", 0, KvsFixture.put("a", "2")));
        assertTrue(kvs.answer(commit).isEmpty());
        kvs.broker.ask("kvs.namespace-remove", "{\"namespace\":\"other\"}");
        assertEquals(95, kvs.errnum(version));
        assertEquals(95, kvs.errnum(commit));
        kvs.content.releaseStores();
        kvs.broker.ask("kvs.namespace-remove", "{\"namespace\":\"other\"}");
        assertEquals(Errno.EOPNOTSUPP, refused("kvs.getroot", "{\"namespace\":\"other\"}"));
    }

    private void await(Credentials from, String namespace, int matchtag) {
        kvs.broker.send(
                Request.of(
                                "kvs.wait-version",
                                Payload.ofText(
                                        "{\"rootseq\":9,\"namespace\":\"" + namespace + "\"}"),
                                Message.NODEID_ANY,
                                matchtag,
                                0)
                        .withCred(from));
    }

    private Optional<Errno> errnoOfWait(int matchtag) {
        return kvs.answer(matchtag).map(answer -> answer.error().errno());
    }

    @Test
    void waitsOfGuestsHaveAShareAndTheOwnersOnesFindRoom() {
        kvs.start();
        Credentials owner = new Credentials(TestBroker.OWNER_UID, Credentials.OWNER);
        int tag = 100;
        for (int guest = 1; guest <= 6; guest++) {
            String namespace = "of" + guest;
            Credentials from = new Credentials(guest, Credentials.USER);
            createNamespace(namespace, guest);
            for (int i = 0; i < WaitingCalls.GUEST_LIMIT && guest < 6; i++) {
                await(from, namespace, tag++);
            }
            await(from, namespace, guest);
            assertEquals(Optional.of(Errno.EAGAIN), errnoOfWait(guest), namespace);
        }
        await(owner, "primary", 50);
        assertEquals(Optional.empty(), errnoOfWait(50));
        kvs.broker.send(
                Request.of("kvs.disconnect", Payload.NONE, Message.NODEID_ANY, 0, 0)
                        .withCred(new Credentials(1, Credentials.USER)));
        await(new Credentials(1, Credentials.USER), "of1", 51);
        await(new Credentials(2, Credentials.USER), "of2", 52);
        assertEquals(Optional.empty(), errnoOfWait(51));
        assertEquals(Optional.of(Errno.EAGAIN), errnoOfWait(52));
    }

    @Test
    void guestsUseTheirOwnNamespaceOnly() {
        kvs.start();
        createNamespace("theirs", GUEST.userid());
        kvs.ask("kvs.commit", KvsFixture.commit("theirs", 0, KvsFixture.put("a", "2")), GUEST);
        assertEquals("2", kvs.get("theirs", "a", GUEST));
        assertEquals(
                Errno.EPERM,
                assertThrows(FluxException.class, () -> kvs.get("primary", "a", GUEST)).errno());
        assertEquals(
                Errno.EPERM, refused("kvs.getroot", "{\"namespace\":\"primary\"}", GUEST).errno());
        assertEquals("2", kvs.get("theirs", "a", Credentials.NONE));
    }

    @Test
    void guestsMayNotCommitReferences() {
        kvs.start();
        FluxException error =
                refused(
                        "kvs.commit",
                        "{\"namespace\":\"none\",\"flags\":0,\"ops\":[{\"key\":\"a\",\"flags\":0,"
                                + "\"dirent\":{\"ver\":1,\"type\":\"symlink\","
                                + "\"data\":{\"target\":\"b\"}}}]}",
                        GUEST);
        assertEquals("guests may not commit symlink objects", error.text());
        assertEquals(Errno.EPERM, error.errno());
    }

    @Test
    void aLinkLeadsIntoAnotherNamespaceForThoseWhoMayReadIt() {
        kvs.start();
        createNamespace("theirs", GUEST.userid());
        kvs.set("secret", "x");
        kvs.broker.ask(
                "kvs.commit",
                "{\"namespace\":\"theirs\",\"flags\":0,\"ops\":[{\"key\":\"l\",\"flags\":0,"
                        + "\"dirent\":{\"ver\":1,\"type\":\"symlink\","
                        + "\"data\":{\"target\":\"secret\",\"namespace\":\"primary\"}}}]}");
        assertEquals("x", kvs.get("theirs", "l", Credentials.NONE));
        assertEquals(
                Errno.EPERM,
                assertThrows(FluxException.class, () -> kvs.get("theirs", "l", GUEST)).errno());
    }

    // --- events

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (Message message : kvs.broker.received()) {
            if (message instanceof Event event) {
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void aNewRootIsPublishedWithItsKeys() {
        kvs.start();
        kvs.broker.router().subscribe(TestBroker.CLIENT, "kvs.namespace-primary");
        JsonObject root = kvs.set("a..b.", "1");
        Event event = events().getFirst();
        JsonObject body = event.payload().json();
        assertEquals("kvs.namespace-primary-setroot", event.topic());
        assertTrue(event.has(Message.PRIVATE));
        assertEquals("[namespace, rootseq, rootref, names, keys, owner]", body.keys().toString());
        assertEquals(root.text("rootref"), body.text("rootref"));
        assertEquals("{\"a.b\":null}", body.object("keys").orElseThrow().toString());
        assertEquals(1, body.array("names").orElseThrow().items().size());
    }

    @Test
    void theNamesOfCommitsAreNotUsedAgainByALaterModule() {
        kvs.start();
        kvs.broker.router().subscribe(TestBroker.CLIENT, "kvs.namespace-primary");
        kvs.set("a", "1");
        kvs.broker.get(kvs.broker.modules().remove("kvs", false));
        kvs.broker.get(kvs.broker.modules().load(ModuleSpec.of("kvs")));
        kvs.set("a", "2");
        List<Event> events = events();
        assertEquals(2, events.size());
        assertNotEquals(
                events.get(0).payload().json().array("names"),
                events.get(1).payload().json().array("names"));
    }

    // --- the module

    @ParameterizedTest
    @CsvSource({"foo=1", "transaction-merge=x", "initial-rootref=sha1-0"})
    void refusesArgumentsItDoesNotKnow(String argument) {
        FluxException error = assertThrows(FluxException.class, () -> kvs.start(argument));
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void pendingRequestsAreAnsweredWhenTheModuleEnds() {
        kvs.start();
        int version =
                kvs.send(
                        "kvs.wait-version",
                        Payload.of(JsonObject.parse("{\"rootseq\":2,\"namespace\":\"primary\"}")));
        kvs.content.holdStores = true;
        int commit =
                kvs.send("kvs.commit", KvsFixture.commit("primary", 0, KvsFixture.put("a", "2")));
        assertTrue(kvs.answer(commit).isEmpty());
        assertEquals(
                2, kvs.broker.ask("kvs.stats-get", "{}").whole("pending_requests").orElseThrow());
        kvs.broker.get(kvs.broker.modules().remove("kvs", false));
        assertEquals(38, kvs.errnum(version));
        assertEquals(38, kvs.errnum(commit));
        assertTrue(
                kvs.broker.logged().contains("kvs.err: failing pending 'kvs.commit' request"),
                kvs.broker.logged().toString());
    }

    @Test
    void statisticsHaveFluxsShape() {
        kvs.start();
        kvs.set("a", "1");
        JsonObject stats = kvs.broker.ask("kvs.stats-get", "{}");
        assertEquals(
                "{\"#versionwaiters\":0,\"#no-op stores\":0,\"#transactions\":0,"
                        + "\"#readytransactions\":0,\"store revision\":1}",
                kvs.stats("primary").toString());
        assertEquals(
                "{\"commit\":{\"count\":1,\"min\":1,\"mean\":1.0,\"stddev\":0.0,\"max\":1}}",
                stats.object("transaction-opcount").orElseThrow().toString());
        assertEquals(
                "[obj size total (MiB), obj size (KiB), #obj dirty, #obj incomplete, #faults]",
                stats.object("cache").orElseThrow().keys().toString());
    }

    @Test
    void anEventOfSomebodyElseChangesNothing() {
        kvs.start();
        JsonObject root = kvs.set("a", "1");
        kvs.broker
                .router()
                .fromOverlay(
                        Event.of(
                                        "kvs.namespace-primary-setroot",
                                        Payload.of(
                                                JsonObject.parse(
                                                        "{\"namespace\":\"primary\",\"rootseq\":9}")),
                                        0)
                                .withCred(GUEST)
                                .withSequence(99));
        kvs.broker.reactor().run();
        assertEquals(root.text("rootref"), kvs.root().text("rootref"));
        assertFalse(kvs.broker.logged().toString().contains("setroot"));
    }

    @Test
    void twoModulesOfOneNameCannotBe() {
        kvs.start();
        assertThrows(
                FluxException.class,
                () -> kvs.broker.get(kvs.broker.modules().load(ModuleSpec.of("kvs"))));
        assertEquals(TestBroker.OWNER_UID, kvs.root().whole("owner").orElseThrow());
    }
}
