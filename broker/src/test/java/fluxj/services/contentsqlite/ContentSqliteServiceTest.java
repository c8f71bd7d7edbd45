package fluxj.services.contentsqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.core.service.ServiceNameService;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ContentSqliteServiceTest {
    @TempDir Path statedir;
    private final List<String> content = new ArrayList<>();
    private TestBroker broker = new TestBroker();

    @BeforeEach
    void boot() {
        bootWithoutContent();
        broker.core().add("content", _ -> () -> registration());
    }

    private void bootWithoutContent() {
        broker = new TestBroker(ServiceFactory.of("content-sqlite", ContentSqliteService::new));
        broker.attributes().set("statedir", statedir.toString());
        broker.core().add("service", _ -> new ServiceNameService(broker.modules()));
    }

    @AfterEach
    void shutDown() {
        if (broker.modules().isLoaded("content-sqlite")) {
            unload();
        }
        assertEquals(List.of(), broker.faults());
    }

    private HandlerTable registration() {
        return HandlerTable.builder()
                .onRaw("content.register-backing", Access.OWNER, this::note)
                .onRaw("content.flush", Access.OWNER, this::note)
                .onRaw("content.unregister-backing", Access.OWNER, this::note)
                .build();
    }

    private void note(RawCall call) {
        content.add(call.request().topic() + call.request().payload());
        call.reply(Payload.NONE);
    }

    private void load(String... arguments) {
        broker.get(broker.modules().load(ModuleSpec.of("content-sqlite", arguments)));
    }

    private void unload() {
        broker.get(broker.modules().remove("content-sqlite", false));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Payload exchange(String method, byte[] payload) {
        return broker.exchange(
                        "content-backing." + method, Payload.ofBytes(payload), Credentials.NONE)
                .payload();
    }

    private Errno errnoOf(String method, byte[] payload) {
        return assertThrows(FluxException.class, () -> exchange(method, payload)).errno();
    }

    private JsonObject stats() {
        return broker.ask("content-sqlite.stats-get", "{}");
    }

    private long stat(String key) {
        return stats().whole(key).orElseThrow();
    }

    @Test
    void registersAsTheBackingStoreAndTakesItBackAfterAFlush() {
        load();
        unload();
        assertEquals(
                List.of(
                        "content.register-backing{\"name\":\"content-sqlite\",\"failures\":0}",
                        "content.flush(none)",
                        "content.unregister-backing(none)"),
                content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 4096, 1_000_000})
    void givesBackWhatWasStoredAlsoAfterARestart(int length) {
        byte[] blob = new byte[length];
        for (int i = 0; i < length; i++) {
            blob[i] = (byte) (i * i >> 3);
        }
        load();
        byte[] digest = exchange("store", blob).bytes();
        assertArrayEquals(HashType.SHA1.hash(blob).digest(), digest);
        assertArrayEquals(blob, exchange("load", digest).bytes());
        unload();
        load();
        assertArrayEquals(blob, exchange("load", digest).bytes());
        assertFalse(exchange("validate", digest).isPresent());
    }

    @Test
    void anEmptyBlobIsAnsweredWithoutPayload() {
        load();
        byte[] digest = exchange("store", new byte[0]).bytes();
        assertFalse(exchange("load", digest).isPresent());
    }

    @Test
    void anUnknownDigestIsEnoentAndAShortOneEproto() {
        load();
        for (String method : List.of("load", "validate")) {
            assertEquals(Errno.ENOENT, errnoOf(method, new byte[20]));
            assertEquals(Errno.EPROTO, errnoOf(method, bytes("xxx")));
        }
    }

    @Test
    void storesThatArriveTogetherAreAllAnsweredInOrder() {
        load();
        int count = 300;
        for (int i = 0; i < count; i++) {
            broker.send(
                    Request.of(
                            "content-backing.store",
                            Payload.ofBytes(bytes("blob " + i)),
                            Message.NODEID_ANY,
                            1000 + i,
                            0));
        }
        broker.reactor().run();
        List<Integer> tags = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response) {
                assertEquals(0, response.errnum());
                tags.add(response.matchtag());
            }
        }
        assertEquals(count, tags.size());
        assertEquals(tags.stream().sorted().toList(), tags);
        assertEquals(count, stat("object_count"));
        assertEquals(
                count, stats().object("store_time").orElseThrow().whole("count").orElseThrow());
    }

    @Test
    void theSameBlobIsOneRow() {
        load();
        exchange("store", bytes("foo"));
        exchange("store", bytes("foo"));
        assertEquals(1, stat("object_count"));
    }

    @Test
    void keepsTheNewestCheckpointsOnly() {
        load("max-checkpoints=2");
        FluxException none =
                assertThrows(
                        FluxException.class,
                        () -> broker.ask("content-backing.checkpoint-get", "{}"));
        assertEquals(Errno.ENOENT, none.errno());
        for (int i = 1; i <= 3; i++) {
            broker.ask("content-backing.checkpoint-put", "{\"value\":{\"b\":" + i + ",\"a\":0.0}}");
        }
        assertEquals(
                "{\"value\":[{\"b\":3,\"a\":0.0},{\"b\":2,\"a\":0.0}]}",
                broker.ask("content-backing.checkpoint-get", "{}").toString());
        assertEquals(3, stat("current_epoch"));
        unload();
        load();
        assertEquals(3, stat("current_epoch"));
        assertEquals(
                "[{\"id\":3,\"value\":{\"b\":3,\"a\":0.0}},{\"id\":2,\"value\":{\"b\":2,\"a\":0.0}}]",
                stats().array("checkpoints").orElseThrow().toString());
    }

    @Test
    void pragmasFollowTheStateDirectoryTheConfigurationAndTheArguments() {
        load();
        assertEquals(
                "{\"journal_mode\":\"WAL\",\"synchronous\":\"NORMAL\"}",
                stats().object("config").orElseThrow().toString());
        unload();
        broker.attributes().set("statedir-cleanup", "1");
        load();
        assertEquals(
                "{\"journal_mode\":\"OFF\",\"synchronous\":\"OFF\"}",
                stats().object("config").orElseThrow().toString());
        unload();
        broker.configure(
                JsonObject.parse(
                        "{\"content-sqlite\":{\"journal_mode\":\"PERSIST\",\"synchronous\":\"FULL\"}}"));
        load("synchronous=EXTRA");
        assertEquals(
                "{\"journal_mode\":\"PERSIST\",\"synchronous\":\"EXTRA\"}",
                stats().object("config").orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "journal_mode=FOO, Invalid argument: invalid journal_mode: FOO",
        "synchronous=off, Invalid argument: invalid synchronous: off",
        "max-checkpoints=0, Invalid argument: invalid max-checkpoints: 0",
        "max-checkpoints=x, Invalid argument: invalid max-checkpoints: x",
        "unknown=42, Invalid argument: Unknown module option: 'unknown=42'",
        "truncate=1, Invalid argument: Unknown module option: 'truncate=1'"
    })
    void refusesArgumentsItDoesNotKnow(String argument, String text) {
        FluxException error = assertThrows(FluxException.class, () -> load(argument));
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals(text, error.text());
    }

    @Test
    void aReloadedConfigurationChangesHowManyCheckpointsAreKept() {
        load();
        broker.ask("content-sqlite.config-reload", "{\"content-sqlite\":{\"max_checkpoints\":1}}");
        broker.ask("content-backing.checkpoint-put", "{\"value\":{\"a\":1}}");
        broker.ask("content-backing.checkpoint-put", "{\"value\":{\"a\":2}}");
        assertEquals(
                "{\"value\":[{\"a\":2}]}",
                broker.ask("content-backing.checkpoint-get", "{}").toString());
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.ask(
                                        "content-sqlite.config-reload",
                                        "{\"content-sqlite\":{\"max_checkpoints\":-1}}"));
        assertEquals(Errno.EINVAL, error.errno());
    }

    @Test
    void truncateStartsAnew() {
        load();
        exchange("store", bytes("foo"));
        unload();
        load("truncate");
        assertEquals(0, stat("object_count"));
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedWithItsName() throws IOException {
        Path file = statedir.resolve("content.sqlite");
        Files.write(file, new byte[8192]);
        FluxException error = assertThrows(FluxException.class, () -> load());
        assertEquals(Errno.EINVAL, error.errno());
        assertTrue(
                error.text().startsWith("Invalid argument (" + file + ": damaged"), error.text());
        assertEquals(List.of(), content);
    }

    @Test
    void withoutAContentModuleItLeavesNoLockBehind() {
        bootWithoutContent();
        assertEquals(Errno.ENOSYS, assertThrows(FluxException.class, () -> load()).errno());
        boot();
        load();
        assertEquals(0, stat("object_count"));
    }

    @Test
    void aSecondBrokerOnTheStateDirectoryIsRefused() {
        load();
        TestBroker first = broker;
        boot();
        FluxException error = assertThrows(FluxException.class, () -> load());
        assertEquals(Errno.EBUSY, error.errno());
        assertTrue(error.text().contains("in use by another process"), error.text());
        broker = first;
    }

    @Test
    void collectsWhatIsNotMarked() {
        load();
        byte[] kept = exchange("store", bytes("kept")).bytes();
        byte[] lost = exchange("store", bytes("lost")).bytes();
        broker.ask("content-backing.checkpoint-put", "{\"value\":{}}");
        byte[] later = exchange("store", bytes("later")).bytes();
        assertEquals(
                "{\"marked\":1}",
                broker.ask(
                                "content-backing.mark",
                                "{\"epoch\":1,\"hashes\":[\""
                                        + HashType.SHA1.hash(bytes("kept"))
                                        + "\",\""
                                        + HashType.SHA1.hash(bytes("never"))
                                        + "\"]}")
                        .toString());
        assertEquals(
                "{\"current_epoch\":1,\"high_water\":3,\"candidates\":1}",
                broker.ask("content-backing.gc-info", "{\"epoch\":1,\"get_count\":true}")
                        .toString());
        assertEquals(
                "{\"deleted\":1,\"cursor\":2}",
                broker.ask(
                                "content-backing.sweep",
                                "{\"epoch\":1,\"cursor\":0,\"high_water\":3,\"delete_cap\":1,\"window\":100}")
                        .toString());
        assertEquals(
                "{\"deleted\":0,\"cursor\":3}",
                broker.ask(
                                "content-backing.sweep",
                                "{\"epoch\":1,\"cursor\":2,\"high_water\":3,\"delete_cap\":100000,\"window\":2000000000}")
                        .toString());
        assertEquals(Errno.ENOENT, errnoOf("load", lost));
        assertArrayEquals(bytes("kept"), exchange("load", kept).bytes());
        assertArrayEquals(bytes("later"), exchange("load", later).bytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mark|{\"epoch\":1,\"hashes\":[\"sha1-xyz\"]}|71",
                "mark|{\"epoch\":1,\"hashes\":[7]}|71",
                "mark|{\"hashes\":[]}|71",
                "sweep|{\"epoch\":1,\"cursor\":-1,\"high_water\":3,\"delete_cap\":1,\"window\":1}|22",
                "sweep|{\"epoch\":1,\"cursor\":0,\"high_water\":3,\"delete_cap\":0,\"window\":1}|22",
                "sweep|{\"epoch\":1,\"cursor\":0,\"high_water\":3,\"delete_cap\":1}|71",
                "gc-info|{}|71",
                "checkpoint-put|{}|71"
            })
    void badRequestsOfACollectorAreRefused(String method, String json, int errno) {
        load();
        FluxException error =
                assertThrows(
                        FluxException.class, () -> broker.ask("content-backing." + method, json));
        assertEquals(errno, error.errno().number());
    }
}
