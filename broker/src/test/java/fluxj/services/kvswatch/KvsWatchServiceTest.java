package fluxj.services.kvswatch;

import static fluxj.services.kvs.KvsProtocol.READDIR;
import static fluxj.services.kvs.KvsProtocol.STREAM;
import static fluxj.services.kvs.KvsProtocol.WAITCREATE;
import static fluxj.services.kvs.KvsProtocol.WATCH;
import static fluxj.services.kvs.KvsProtocol.WATCH_APPEND;
import static fluxj.services.kvs.KvsProtocol.WATCH_FULL;
import static fluxj.services.kvs.KvsProtocol.WATCH_INITIAL_SENTINEL;
import static fluxj.services.kvs.KvsProtocol.WATCH_UNIQ;
import static fluxj.services.kvswatch.ScriptedKvs.val;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.rpc.RpcClient;
import fluxj.rpc.SlowReader;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class KvsWatchServiceTest {
    private static final Credentials GUEST = new Credentials(5000, Credentials.USER);

    private final TestBroker broker =
            new TestBroker(ServiceFactory.of("kvs-watch", KvsWatchService::new));
    private final ScriptedKvs kvs = new ScriptedKvs(broker);
    private int lastTag = 100;

    @BeforeEach
    void load() {
        broker.get(broker.modules().load(ModuleSpec.of("kvs-watch")));
    }

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), broker.faults());
    }

    private int watch(String key, int flags, Credentials cred) {
        int tag = ++lastTag;
        JsonObject body =
                JsonObject.builder()
                        .put("namespace", "primary")
                        .put("key", key)
                        .put("flags", flags)
                        .build();
        boolean streaming = (flags & (WATCH | STREAM)) != 0;
        broker.send(
                Request.of(
                                "kvs-watch.lookup",
                                Payload.of(body),
                                Message.NODEID_ANY,
                                tag,
                                streaming ? Message.STREAMING : 0)
                        .withCred(cred));
        broker.reactor().run();
        return tag;
    }

    private int watch(String key, int flags) {
        return watch(key, flags, Credentials.NONE);
    }

    /// What a watcher got: values as text, `-` for the sentinel, errors as `!errno text`.
    private List<String> got(int tag) {
        List<String> texts = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response && response.matchtag() == tag) {
                texts.add(text(response));
            }
        }
        return texts;
    }

    private static String text(Response response) {
        if (response.errnum() != 0) {
            return ("!" + response.errnum() + " " + response.error().text()).strip();
        }
        if (!response.payload().isPresent()) {
            return "-";
        }
        JsonObject object = response.payload().json().object("val").orElseThrow();
        return Treeobj.of(object) instanceof Treeobj.Val value
                ? new String(value.bytes(), StandardCharsets.UTF_8)
                : object.text("type").orElseThrow();
    }

    private JsonObject stats() {
        return broker.ask("kvs-watch.stats-get", "{}");
    }

    private void cancel(int tag) {
        broker.send(
                Request.of(
                        "kvs-watch.cancel",
                        Payload.of(JsonObject.of("matchtag", tag)),
                        Message.NODEID_ANY,
                        0,
                        Message.NORESPONSE));
        broker.reactor().run();
    }

    @Test
    void sendsTheValueNowAndWheneverTheKeyIsNamed() {
        kvs.set("a.b", val("1"));
        int tag = watch("a..b.", WATCH);
        kvs.commit("a.b", val("2"));
        kvs.commit("a.c", val("other"));
        kvs.commit("a.b", val("2"));
        assertEquals(List.of("1", "2", "2"), got(tag));
    }

    @Test
    void commitsOfOtherKeysCostNoLookup() {
        kvs.set("a", val("1"));
        watch("a", WATCH);
        kvs.lookups().clear();
        for (int i = 0; i < 100; i++) {
            kvs.commit("k" + i, val("x"));
        }
        assertEquals(List.of(), kvs.lookups());
    }

    @Test
    void watchersOfOneKeyShareALookup() {
        kvs.set("a", val("1"));
        List<Integer> tags = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            tags.add(watch("a", WATCH));
        }
        kvs.lookups().clear();
        kvs.commit("a", val("2"));
        assertEquals(List.of("1000 a 2"), kvs.lookups());
        for (int tag : tags) {
            assertEquals(List.of("1", "2"), got(tag));
        }
    }

    @Test
    void thoseWhoComeWhileTheFirstLookupRunsShareIt() {
        kvs.set("a", val("1"));
        kvs.hold();
        int one = watch("a", WATCH);
        int two = watch("a", WATCH);
        int guest = watch("a", WATCH | WAITCREATE);
        kvs.releaseBackwards();
        assertEquals(1, kvs.lookups().size());
        for (int tag : List.of(one, two, guest)) {
            assertEquals(List.of("1"), got(tag));
        }
    }

    @Test
    void answersThatComeInDisorderAreSentInCommitOrder() {
        kvs.set("a", val("0"));
        int tag = watch("a", WATCH);
        kvs.hold();
        kvs.commit("a", val("1"));
        kvs.commit("a", val("2"));
        int late = watch("a", WATCH);
        kvs.commit("a", val("3"));
        assertEquals(List.of("0"), got(tag));
        kvs.releaseBackwards();
        assertEquals(List.of("0", "1", "2", "3"), got(tag));
        assertEquals(List.of("2", "3"), got(late));
    }

    @Test
    void commitsThatTheFirstValueCoversAreNotSent() {
        kvs.set("a", val("0"));
        watch("a", WATCH);
        kvs.set("a", val("1"));
        kvs.set("a", val("2"));
        int tag = watch("a", WATCH);
        assertEquals(List.of("2"), got(tag));
        kvs.publish(2, "a");
        kvs.publish(3, "a");
        kvs.publish(3, "a");
        kvs.publish(1, "a");
        assertEquals(List.of("2"), got(tag));
        kvs.commit("a", val("3"));
        assertEquals(List.of("2", "3"), got(tag));
    }

    @Test
    void fullLooksAtEveryCommitAndSendsWhatDiffers() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH | WATCH_FULL);
        kvs.set("a", val("2"));
        kvs.publish("parent");
        kvs.publish("parent");
        kvs.commit("a", val("2"));
        kvs.commit("a", val("3"));
        assertEquals(List.of("1", "2", "3"), got(tag));
    }

    @Test
    void fullSeesTheKeyGoWithItsDirectory() {
        kvs.set("d.a", val("1"));
        int tag = watch("d.a", WATCH | WATCH_FULL);
        kvs.unlink("d.a");
        assertEquals(List.of("1", "!2"), got(tag));
    }

    @Test
    void uniqueSendsOnlyWhatDiffersForEachWatcher() {
        kvs.set("a", val("1"));
        int first = watch("a", WATCH | WATCH_UNIQ);
        kvs.commit("a", val("1"));
        kvs.commit("a", val("2"));
        int second = watch("a", WATCH | WATCH_UNIQ);
        kvs.commit("a", val("2"));
        kvs.commit("a", val("1"));
        assertEquals(List.of("1", "2", "1"), got(first));
        assertEquals(List.of("2", "1"), got(second));
    }

    @Test
    void appendSendsEachNewBlobOnce() {
        kvs.set("log", kvs.valref("a", "b"));
        int tag = watch("log", WATCH | WATCH_APPEND | WATCH_INITIAL_SENTINEL);
        kvs.commit("log", kvs.valref("a", "b", "c", "d"));
        kvs.commit("log", kvs.valref("a", "b", "c", "d"));
        kvs.commit("log", kvs.valref("a", "b", "c", "d", "e"));
        assertEquals(List.of("a", "b", "-", "c", "d", "e"), got(tag));
    }

    @Test
    void appendLoadsABlobOnceForAllWatchers() {
        kvs.set("log", kvs.valref("a"));
        for (int i = 0; i < 10; i++) {
            watch("log", WATCH | WATCH_APPEND);
        }
        int before = kvs.loads();
        kvs.commit("log", kvs.valref("a", "b"));
        assertEquals(before + 1, kvs.loads());
    }

    @Test
    void appendSendsBlobsInOrderHoweverTheyAreLoaded() {
        String[] texts = new String[500];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "line" + i;
        }
        kvs.set("log", kvs.valref(texts));
        kvs.hold();
        int tag = watch("log", WATCH | WATCH_APPEND | WATCH_INITIAL_SENTINEL);
        kvs.releaseBackwards();
        List<String> expected = new ArrayList<>(List.of(texts));
        expected.add("-");
        assertEquals(expected, got(tag));
    }

    @Test
    void appendBeginsWithAValueInOnePiece() {
        kvs.set("log", val("a"));
        int tag = watch("log", WATCH | WATCH_APPEND | WATCH_INITIAL_SENTINEL);
        kvs.commit("log", kvs.valref("a", "b"));
        assertEquals(List.of("a", "-", "b"), got(tag));
    }

    @Test
    void appendEndsWhenTheValueIsOverwritten() {
        kvs.set("log", kvs.valref("a", "b"));
        int tag = watch("log", WATCH | WATCH_APPEND);
        kvs.commit("log", val("new"));
        assertEquals(
                List.of("a", "b", "!22 value of key watched with WATCH_APPEND overwritten"),
                got(tag));
    }

    @Test
    void appendEndsWhenTheValueIsShortened() {
        kvs.set("log", kvs.valref("a", "b"));
        int tag = watch("log", WATCH | WATCH_APPEND);
        kvs.commit("log", kvs.valref("a"));
        assertEquals(List.of("a", "b", "!22 key watched with WATCH_APPEND shortened"), got(tag));
    }

    @Test
    void appendRefusesADirectory() {
        kvs.set("d", Dir.of(Map.of()).toJson());
        assertEquals(
                List.of("!21 dir cannot be watched with WATCH_APPEND"),
                got(watch("d", WATCH | WATCH_APPEND)));
        assertEquals(List.of("!21 dir cannot be streamed"), got(watch("d", STREAM)));
    }

    @Test
    void aBlobThatIsNotThereEndsTheStream() {
        kvs.set("log", kvs.valref("a"));
        kvs.forgetBlobs();
        assertEquals(
                List.of("!2 failed to load content data"), got(watch("log", WATCH | WATCH_APPEND)));
    }

    @Test
    void streamSendsTheBlobsAndEnds() {
        kvs.set("log", kvs.valref("a", "b"));
        kvs.set("one", val("x"));
        assertEquals(List.of("a", "b", "!61"), got(watch("log", STREAM)));
        assertEquals(List.of("x", "!61"), got(watch("one", STREAM)));
        assertEquals(0L, stats().whole("watchers").orElseThrow());
    }

    @Test
    void waitcreateAnswersOnceWhenTheKeyIsThere() {
        int tag = watch("a", WAITCREATE);
        kvs.commit("b", val("0"));
        assertEquals(List.of(), got(tag));
        kvs.commit("a", val("1"));
        kvs.commit("a", val("2"));
        assertEquals(List.of("1"), got(tag));
        assertEquals(0L, stats().whole("watchers").orElseThrow());
    }

    @Test
    void waitcreateSendsTheSentinelWhileThereIsNothing() {
        int tag = watch("a", WATCH | WATCH_APPEND | WATCH_INITIAL_SENTINEL | WAITCREATE);
        assertEquals(List.of("-"), got(tag));
        kvs.commit("a", kvs.valref("x", "y"));
        assertEquals(List.of("-", "x", "y"), got(tag));
    }

    @Test
    void waitcreateWaitsForTheNamespace() {
        kvs.absent();
        int tag = watch("a", WATCH | WAITCREATE);
        assertEquals(List.of("!95"), got(watch("a", WATCH)));
        assertEquals(List.of(), got(tag));
        kvs.create();
        kvs.commit("a", val("1"));
        assertEquals(List.of("1"), got(tag));
    }

    @Test
    void aKeyThatIsNotThereIsAnError() {
        assertEquals(List.of("!2"), got(watch("a", WATCH)));
    }

    @Test
    void aKeyThatIsUnlinkedEndsTheStream() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH | WAITCREATE);
        kvs.unlink("a");
        assertEquals(List.of("1", "!2"), got(tag));
    }

    @Test
    void aNamespaceThatIsRemovedEndsItsStreams() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH);
        int waiting = watch("b", WATCH | WAITCREATE);
        kvs.remove();
        assertEquals(List.of("1", "!95"), got(tag));
        assertEquals(List.of("!95"), got(waiting));
        assertEquals(0L, stats().whole("namespace-count").orElseThrow());
    }

    @Test
    void aPlainLookupIsAnsweredOnce() {
        kvs.set("a", val("1"));
        int tag = watch("a", 0);
        kvs.commit("a", val("2"));
        assertEquals(List.of("1"), got(tag));
    }

    @Test
    void cancelEndsTheStreamAndDisconnectIsSilent() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH);
        int waiting = watch("b", WAITCREATE);
        cancel(tag);
        cancel(waiting);
        assertEquals(List.of("1", "!61"), got(tag));
        assertEquals(List.of("!61"), got(waiting));
        int gone = watch("a", WATCH);
        broker.send(
                Request.of(
                        "kvs-watch.disconnect",
                        Payload.NONE,
                        Message.NODEID_ANY,
                        0,
                        Message.NORESPONSE));
        broker.reactor().run();
        kvs.commit("a", val("2"));
        assertEquals(List.of("1"), got(gone));
        assertEquals(0L, stats().whole("watchers").orElseThrow());
    }

    @Test
    void aGuestMayNotWatchWhatIsNotTheirs() {
        kvs.set("a", val("1"));
        assertEquals(List.of("!1"), got(watch("a", WATCH, GUEST)));
    }

    @Test
    void looksUpInTheRequestersName() {
        kvs.set("a", val("1"));
        watch("a", WATCH, new Credentials(TestBroker.OWNER_UID, Credentials.USER));
        watch("a", WATCH);
        assertEquals(2, kvs.lookups().size());
    }

    @Test
    void statsCountWatchersByNamespace() {
        kvs.set("a", val("1"));
        watch("a", WATCH);
        watch("a", WATCH | READDIR);
        assertEquals(
                "{\"watchers\":2,\"namespace-count\":1,\"namespaces\":{\"primary\":"
                        + "{\"owner\":1000,\"rootseq\":1,"
                        + "\"rootref\":\"sha1-0000000000000000000000000000000000000001\","
                        + "\"watchers\":2}}}",
                stats().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "4, false, 71, KVS watch request rejected without streaming RPC flag",
        "512, false, 71, KVS stream request rejected without streaming RPC flag",
        "516, true, 22, Cannot KVS watch and stream at the same time",
        "64, true, 22, Must set KVS watch flag with other watch flags",
        "128, true, 22, Must set KVS watch flag with other watch flags",
        "1280, true, 22, Must set KVS watch flag with other watch flags",
        "1028, true, 22, Must set KVS watch append flag with initial sentinel flag",
    })
    void flagsThatContradictAreRefused(int flags, boolean streaming, int errno, String text) {
        FluxException error =
                assertThrows(FluxException.class, () -> WatchMode.of(flags, streaming));
        assertEquals(errno, error.errno().number());
        assertEquals(text, error.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"namespace\":\"primary\",\"key\":\"a\"}",
                "{\"namespace\":1,\"key\":\"a\",\"flags\":4}",
                "{\"namespace\":\"primary\",\"key\":\"a\",\"flags\":\"4\"}"
            })
    void malformedRequestsAreRefused(String body) {
        FluxException error =
                assertThrows(FluxException.class, () -> broker.ask("kvs-watch.lookup", body));
        assertEquals(71, error.errno().number());
        assertEquals(0L, stats().whole("namespace-count").orElseThrow());
    }

    @Test
    void eventsThatMakeNoSenseAreLoggedAndThoseOfGuestsIgnored() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH);
        kvs.event("setroot", JsonObject.parse("{\"namespace\":\"primary\"}"));
        kvs.event(
                "setroot",
                JsonObject.parse(
                        "{\"namespace\":\"primary\",\"rootseq\":7,\"rootref\":\"nonsense\","
                                + "\"names\":[],\"keys\":{\"a\":null},\"owner\":1000}"));
        kvs.event("removed", JsonObject.of("namespace", "primary"), Credentials.USER);
        kvs.event("removed", JsonObject.of("namespace", "primary-other"));
        assertEquals(List.of("1"), got(tag));
        assertEquals(
                2,
                broker.logged().stream()
                        .filter(line -> line.startsWith("kvs-watch.err: bad event"))
                        .count());
        kvs.commit("a", val("2"));
        assertEquals(List.of("1", "2"), got(tag));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'rootseq':1,'rootref':'x'}|71",
                "{'rootseq':1}|71",
                "{'rootseq':1,'rootref':'x','errno':5}|5",
                "[]|71",
            })
    void answersOfTheKvsThatMakeNoSenseAreErrors(String body, int errno) {
        Request lookup = Request.of("kvs.lookup-plus", Payload.NONE, 0, 1, 0);
        KvsLookups lookups = new KvsLookups(new RpcClient(_ -> {}, () -> 0), "primary");
        LookupResponse answer =
                LookupResponse.of(lookup.respond(Payload.ofText(body.replace('\'', '"'))), lookups);
        assertEquals(errno, ((LookupResponse.Failed) answer).error().errno().number());
    }

    @Test
    void endsItsStreamsWhenItIsUnloaded() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH);
        broker.get(broker.modules().remove("kvs-watch", false));
        assertTrue(got(tag).getLast().startsWith("!"), got(tag).toString());
    }

    private void readerIsBehind() {
        broker.setBacklog(SlowReader.LIMIT);
    }

    private void readerCatchesUp() {
        broker.setBacklog(0);
        broker.reactor().advance(Duration.ofSeconds(1));
    }

    @Test
    void aSlowReaderOfAPlainWatchGetsTheNewestValue() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH);
        readerIsBehind();
        for (String text : List.of("2", "3", "4")) {
            kvs.commit("a", val(text));
        }
        assertEquals(List.of("1"), got(tag));
        readerCatchesUp();
        assertEquals(List.of("1", "4"), got(tag));
        kvs.commit("a", val("5"));
        assertEquals(List.of("1", "4", "5"), got(tag));
    }

    @Test
    void aSlowReaderOfAFullWatchMissesNothing() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH | WATCH_FULL);
        readerIsBehind();
        for (String text : List.of("2", "3", "3", "4")) {
            kvs.commit("a", val(text));
        }
        assertEquals(List.of("1"), got(tag));
        readerCatchesUp();
        assertEquals(List.of("1", "2", "3", "4"), got(tag));
    }

    @Test
    void aFullWatchWhoseReaderIsFarBehindEndsAndSaysSo() {
        kvs.set("a", val("1"));
        int tag = watch("a", WATCH | WATCH_FULL);
        readerIsBehind();
        String large = "x".repeat(6 << 20);
        for (int i = 0; i < 3; i++) {
            kvs.commit("a", val(i + large));
        }
        List<String> got = got(tag);
        assertEquals(2, got.size());
        assertTrue(got.getLast().startsWith("!105 the reader of this watch is too slow"));
    }

    @Test
    void aSlowReaderOfAnAppendWatchMissesNothingAndLoadsNothingMeanwhile() {
        kvs.set("log", kvs.valref("a"));
        int tag = watch("log", WATCH | WATCH_APPEND);
        readerIsBehind();
        int before = kvs.loads();
        kvs.commit("log", kvs.valref("a", "b", "c"));
        kvs.commit("log", kvs.valref("a", "b", "c", "d"));
        kvs.commit("log", kvs.valref("a", "b", "c", "d", "e"));
        assertEquals(before, kvs.loads());
        readerCatchesUp();
        assertEquals(List.of("a", "b", "c", "d", "e"), got(tag));
    }
}
