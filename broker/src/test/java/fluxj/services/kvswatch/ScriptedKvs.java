package fluxj.services.kvswatch;

import fluxj.errors.Errno;
import fluxj.format.Blobref;
import fluxj.format.HashType;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.services.kvs.KvsProtocol.Setroot;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A kvs and a content store that a test drives: it remembers every root, and may hold its answers
/// back.
final class ScriptedKvs {
    private final TestBroker broker;
    private final List<Map<String, JsonObject>> roots = new ArrayList<>();
    private final Map<String, byte[]> blobs = new LinkedHashMap<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final List<String> lookups = new ArrayList<>();
    private int loads;
    private boolean holding;
    private boolean exists = true;
    private int eventSequence;

    ScriptedKvs(TestBroker broker) {
        this.broker = broker;
        roots.add(new TreeMap<>());
        broker.core()
                .add(
                        "kvs",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw("kvs.getroot", Access.USER, this::getroot)
                                                .onRaw("kvs.lookup-plus", Access.USER, this::lookup)
                                                .build());
        broker.core()
                .add(
                        "content",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw("content.load", Access.OWNER, this::load)
                                                .build());
    }

    /// Credentials, key and root (-1: by namespace) of each lookup.
    List<String> lookups() {
        return lookups;
    }

    int loads() {
        return loads;
    }

    void absent() {
        exists = false;
    }

    void hold() {
        holding = true;
    }

    /// Answers what was held, the last request first.
    void releaseBackwards() {
        holding = false;
        while (!held.isEmpty()) {
            held.removeLast().run();
        }
        broker.reactor().run();
    }

    /// A value in one piece.
    static JsonObject val(String text) {
        return Treeobj.Val.of(text.getBytes(StandardCharsets.UTF_8)).toJson();
    }

    /// A value in blobs.
    JsonObject valref(String... texts) {
        List<Blobref> refs = new ArrayList<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] digest = new byte[20];
            System.arraycopy(bytes, 0, digest, 0, bytes.length);
            Blobref ref = Blobref.of(HashType.SHA1, digest);
            blobs.put(ref.toString(), bytes);
            refs.add(ref);
        }
        return new Treeobj.Valref(refs).toJson();
    }

    void forgetBlobs() {
        blobs.clear();
    }

    /// Sets a key without an event.
    void set(String key, JsonObject object) {
        Map<String, JsonObject> next = new TreeMap<>(roots.getLast());
        next.put(key, object);
        roots.add(next);
    }

    /// Sets a key and publishes the commit.
    void commit(String key, JsonObject object) {
        set(key, object);
        publish(key);
    }

    /// Unlinks a key and publishes the commit.
    void unlink(String key) {
        Map<String, JsonObject> next = new TreeMap<>(roots.getLast());
        next.remove(key);
        roots.add(next);
        publish(key);
    }

    void publish(String key) {
        publish(roots.size() - 1, key);
    }

    void publish(int rootseq, String key) {
        JsonObject keys = JsonObject.parse("{\"" + key + "\":null}");
        event(
                "setroot",
                RecordCodec.encode(
                        new Setroot(
                                "primary",
                                rootseq,
                                root(rootseq),
                                List.of(),
                                keys,
                                TestBroker.OWNER_UID)));
    }

    void create() {
        exists = true;
        int rootseq = roots.size() - 1;
        event(
                "created",
                JsonObject.builder()
                        .put("namespace", "primary")
                        .put("rootseq", rootseq)
                        .put("rootref", root(rootseq))
                        .put("owner", TestBroker.OWNER_UID)
                        .build());
    }

    void remove() {
        exists = false;
        event("removed", JsonObject.of("namespace", "primary"));
    }

    void event(String what, JsonObject payload) {
        event(what, payload, Credentials.OWNER);
    }

    void event(String what, JsonObject payload, int rolemask) {
        broker.router()
                .fromOverlay(
                        Event.of(
                                        "kvs.namespace-primary-" + what,
                                        Payload.of(payload),
                                        Message.PRIVATE)
                                .withCred(new Credentials(TestBroker.OWNER_UID, rolemask))
                                .withSequence(++eventSequence));
        broker.reactor().run();
    }

    private static String root(int rootseq) {
        byte[] digest = new byte[20];
        digest[19] = (byte) rootseq;
        return Blobref.of(HashType.SHA1, digest).toString();
    }

    private void answer(Runnable answer) {
        if (holding) {
            held.add(answer);
        } else {
            answer.run();
        }
    }

    private void getroot(RawCall call) {
        if (!exists) {
            call.fail(Errno.EOPNOTSUPP, "");
            return;
        }
        int rootseq = roots.size() - 1;
        call.reply(
                Payload.of(
                        JsonObject.builder()
                                .put("owner", TestBroker.OWNER_UID)
                                .put("rootseq", rootseq)
                                .put("rootref", root(rootseq))
                                .put("flags", 0)
                                .put("namespace", "primary")
                                .build()));
    }

    private void lookup(RawCall call) {
        JsonObject body = call.request().payload().json();
        String key = body.text("key").orElseThrow();
        int asked = body.whole("rootseq").orElse(-1L).intValue();
        lookups.add(call.request().cred().userid() + " " + key + " " + asked);
        int rootseq = asked < 0 ? roots.size() - 1 : asked;
        JsonObject.Builder reply =
                JsonObject.builder().put("rootseq", rootseq).put("rootref", root(rootseq));
        JsonObject found = roots.get(rootseq).get(key);
        if (found == null) {
            reply.put("errno", 2);
        } else {
            reply.put("val", found);
        }
        answer(() -> call.reply(Payload.of(reply.build())));
    }

    private void load(RawCall call) {
        loads++;
        Blobref ref = Blobref.of(HashType.SHA1, call.request().payload().bytes());
        byte[] blob = blobs.get(ref.toString());
        answer(
                () -> {
                    if (blob == null) {
                        call.fail(Errno.ENOENT, "");
                    } else {
                        call.reply(Payload.ofBytes(blob));
                    }
                });
    }
}
