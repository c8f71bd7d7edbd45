package fluxj.services.kvs;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// A kvs module on one broker of rank 0, and what its clients say.
final class KvsFixture {
    final FakeContent content = new FakeContent();
    final TestBroker broker;
    private int tag = 1000;

    KvsFixture() {
        broker = new TestBroker(content, ServiceFactory.of("kvs", KvsService::new));
        broker.attributes().set("security.owner", Integer.toString(TestBroker.OWNER_UID));
    }

    /// Loads content and kvs.
    KvsFixture start(String... arguments) {
        broker.get(broker.modules().load(ModuleSpec.of("content")));
        broker.get(broker.modules().load(ModuleSpec.of("kvs", arguments)));
        return this;
    }

    /// An operation that sets a value, appends to it (flag 32), or, without object, unlinks.
    static JsonValue op(String key, int flags, Optional<JsonObject> dirent) {
        return JsonObject.builder()
                .put("key", key)
                .put("flags", flags)
                .put("dirent", dirent.<JsonValue>map(o -> o).orElse(JsonValue.Null.NULL))
                .build();
    }

    static JsonObject val(String text) {
        return Treeobj.Val.of(text.getBytes(StandardCharsets.UTF_8)).toJson();
    }

    static JsonArray put(String key, String value) {
        return JsonArray.of(op(key, 0, Optional.of(val(value))));
    }

    static Payload commit(String namespace, int flags, JsonArray ops) {
        return Payload.of(
                JsonObject.builder()
                        .put("namespace", namespace)
                        .put("flags", flags)
                        .put("ops", ops)
                        .build());
    }

    /// Commits and waits for the answer.
    JsonObject set(String key, String value) {
        return ask("kvs.commit", commit("primary", 0, put(key, value)), Credentials.NONE);
    }

    JsonObject ask(String topic, Payload payload, Credentials cred) {
        return broker.exchange(topic, payload, cred).payload().json();
    }

    /// The text of a value.
    String get(String key) {
        return get("primary", key, Credentials.NONE);
    }

    String get(String namespace, String key, Credentials cred) {
        JsonObject val =
                ask("kvs.lookup", lookup(namespace, key, 0), cred).object("val").orElseThrow();
        return new String(
                Base64.getDecoder().decode(val.text("data").orElseThrow()), StandardCharsets.UTF_8);
    }

    static Payload lookup(String namespace, String key, int flags) {
        return Payload.of(
                JsonObject.builder()
                        .put("key", key)
                        .put("flags", flags)
                        .put("namespace", namespace)
                        .build());
    }

    /// Sends a request and does not wait; the answer is found by the tag.
    int send(String topic, Payload payload) {
        broker.send(Request.of(topic, payload, Message.NODEID_ANY, ++tag, 0));
        return tag;
    }

    /// The answer to [#send], when there is one.
    Optional<Response> answer(int toTag) {
        broker.reactor().run();
        for (Message message : List.copyOf(broker.received())) {
            if (message instanceof Response response && response.matchtag() == toTag) {
                return Optional.of(response);
            }
        }
        return Optional.empty();
    }

    int errnum(int toTag) {
        return answer(toTag).orElseThrow().errnum();
    }

    int seqOf(int toTag) {
        return answer(toTag)
                .orElseThrow()
                .payload()
                .json()
                .whole("rootseq")
                .orElseThrow()
                .intValue();
    }

    JsonObject root() {
        return broker.ask("kvs.getroot", "{\"namespace\":\"primary\"}");
    }

    int seq() {
        return root().whole("rootseq").orElseThrow().intValue();
    }

    JsonObject stats(String namespace) {
        return broker.ask("kvs.stats-get", "{}")
                .object("namespace")
                .orElseThrow()
                .object(namespace)
                .orElseThrow();
    }
}
