package fluxj.it;

import fluxj.client.FluxClient;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/// Fills a KVS with all that it can hold: many directories, values of all sizes, links, logs.
final class KvsContent {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FluxClient client;
    private final List<JsonValue> ops = new ArrayList<>();

    KvsContent(FluxClient client) {
        this.client = client;
    }

    /// The first content.
    void fill() {
        for (int i = 0; i < 40; i++) {
            for (int k = 0; k < 20; k++) {
                set(
                        "job.d" + i % 7 + ".d" + i + ".k" + k,
                        ("value " + i + "." + k).getBytes(StandardCharsets.UTF_8));
            }
            commit(0);
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int size : List.of(0, 1, 48, 49, 54, 55, 255, 256, 257, 4096, 100_000, 5_000_000)) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            set("size.k" + size, value);
        }
        set("text.long", "abc ".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        set("text.ü.ключ", "ü".getBytes(StandardCharsets.UTF_8));
        op("empty.dir", 0, object("dir", JsonObject.EMPTY));
        op("link.here", 0, object("symlink", JsonObject.of("target", "text.long")));
        op(
                "link.away",
                0,
                object(
                        "symlink",
                        JsonObject.builder().put("target", "a.b").put("namespace", "ns").build()));
        commit(KvsProtocol.SYNC);
        for (int i = 0; i < 30; i++) {
            append("log.events", "event " + i + "\n");
            commit(0);
        }
    }

    /// Changes some of it.
    void change() {
        op("job.d3", 0, JsonValue.Null.NULL);
        op("link.away", 0, JsonValue.Null.NULL);
        set("size.k4096", new byte[0]);
        set("text", new byte[10]);
        set("new.key", new byte[300]);
        append("log.events", "later\n");
        append("log.new", "first\n");
        commit(0);
        append("log.new", "second\n");
        commit(KvsProtocol.NO_MERGE);
    }

    private void set(String key, byte[] value) {
        op(key, 0, object("val", JsonValue.of(Base64.getEncoder().encodeToString(value))));
    }

    private void append(String key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op(
                key,
                KvsProtocol.APPEND,
                object("val", JsonValue.of(Base64.getEncoder().encodeToString(bytes))));
    }

    private static JsonObject object(String type, JsonValue data) {
        return JsonObject.builder().put("ver", 1).put("type", type).put("data", data).build();
    }

    private void op(String key, int flags, JsonValue dirent) {
        ops.add(
                JsonObject.builder()
                        .put("key", key)
                        .put("flags", flags)
                        .put("dirent", dirent)
                        .build());
    }

    private void commit(int flags) {
        Commit commit = new Commit("primary", flags, new JsonArray(ops));
        ops.clear();
        client.get(
                client.rpc()
                        .request(
                                KvsProtocol.COMMIT.topic(),
                                Message.NODEID_ANY,
                                Payload.of(commit),
                                0),
                LIMIT);
    }
}
