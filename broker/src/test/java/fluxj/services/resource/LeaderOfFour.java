package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The resource module on a broker of rank 0, with a KVS and groups that a test drives.
final class LeaderOfFour {
    final TestBroker broker =
            TestBroker.leading(4, ServiceFactory.of("resource", ResourceService::new));
    final Map<String, String> kvs = new LinkedHashMap<>();
    private final Map<String, RawCall> groups = new LinkedHashMap<>();
    private final Deque<Runnable> heldCommits = new ArrayDeque<>();
    private boolean holdsCommits;
    private boolean failsCommits;
    private int tag = 1000;

    LeaderOfFour() {
        broker.attributes().set("hostlist", "a[0-3]");
        broker.attributes().set("tbon.descendants", "0");
        serve(
                "kvs",
                HandlerTable.builder()
                        .onRaw("kvs.lookup", Access.USER, this::lookup)
                        .onRaw("kvs.commit", Access.USER, this::commit)
                        .build());
        serve(
                "groups",
                HandlerTable.builder()
                        .onRaw("groups.get", Access.USER, this::group)
                        .onRaw("groups.cancel", Access.USER, _ -> {})
                        .build());
    }

    private void serve(String name, HandlerTable table) {
        broker.core().add(name, _ -> () -> table);
    }

    /// Loads the module; who is online is known at once.
    LeaderOfFour start(String... arguments) {
        broker.get(broker.modules().load(ModuleSpec.of("resource", arguments)));
        broker.reactor().run();
        return this;
    }

    void stop() {
        broker.get(broker.modules().remove("resource", false));
        groups.clear();
    }

    /// Four nodes of four cores, as a configuration.
    LeaderOfFour configured(String more) {
        broker.configure(
                JsonObject.parse(
                        "{\"resource\":{\"noverify\":true,\"config\":[{\"hosts\":\"a[0-3]\","
                                + "\"cores\":\"0-3\"}]"
                                + more
                                + "}}"));
        return this;
    }

    /// A group has these members from now on.
    void members(String group, String ranks) {
        groups.get(group).reply(Payload.of(JsonObject.of("members", ranks)));
        broker.reactor().run();
    }

    void holdCommits() {
        holdsCommits = true;
    }

    void failCommits() {
        failsCommits = true;
    }

    void releaseCommits() {
        holdsCommits = false;
        while (!heldCommits.isEmpty()) {
            heldCommits.remove().run();
        }
        broker.reactor().run();
    }

    private void group(RawCall call) {
        String name = call.request().payload().json().text("name").orElseThrow();
        groups.put(name, call);
        call.reply(Payload.of(JsonObject.of("members", "")));
    }

    private void lookup(RawCall call) {
        String value = kvs.get(call.request().payload().json().text("key").orElseThrow());
        if (value == null) {
            call.fail(Errno.ENOENT, "");
        } else {
            call.reply(
                    Payload.of(
                            JsonObject.of(
                                    "val",
                                    Treeobj.Val.of(value.getBytes(StandardCharsets.UTF_8))
                                            .toJson())));
        }
    }

    private void commit(RawCall call) {
        if (holdsCommits) {
            heldCommits.add(() -> apply(call));
        } else {
            apply(call);
        }
    }

    private void apply(RawCall call) {
        if (failsCommits) {
            call.fail(Errno.ENOSPC, "");
            return;
        }
        call.request()
                .payload()
                .json()
                .array("ops")
                .orElseThrow()
                .forEach(
                        item -> {
                            JsonObject op = (JsonObject) item;
                            String key = op.text("key").orElseThrow();
                            String text =
                                    new String(
                                            ((Treeobj.Val)
                                                            Treeobj.of(
                                                                    op.object("dirent")
                                                                            .orElseThrow()))
                                                    .bytes(),
                                            StandardCharsets.UTF_8);
                            if (op.whole("flags").orElse(0L) == 0) {
                                kvs.put(key, text);
                            } else {
                                kvs.merge(key, text, String::concat);
                            }
                        });
        call.reply(
                Payload.of(
                        JsonObject.builder().put("rootref", "sha1-x").put("rootseq", 1).build()));
    }

    /// Opens a stream; its items are found by the tag.
    int open(String topic) {
        broker.send(Request.of(topic, Payload.NONE, Message.NODEID_ANY, ++tag, Message.STREAMING));
        broker.reactor().run();
        return tag;
    }

    /// Sends a request and does not wait.
    int send(String topic, String json) {
        broker.send(
                Request.of(
                        topic, Payload.of(JsonObject.parse(json)), Message.NODEID_ANY, ++tag, 0));
        broker.reactor().run();
        return tag;
    }

    /// What came for a request since this was last asked; errors as their number.
    List<String> answers(int toTag) {
        List<String> found = new ArrayList<>();
        for (Message message : List.copyOf(broker.received())) {
            if (message instanceof Response response && response.matchtag() == toTag) {
                broker.received().remove(message);
                found.add(
                        response.errnum() != 0
                                ? Integer.toString(response.errnum())
                                : response.payload().isPresent()
                                        ? response.payload().json().toString()
                                        : "");
            }
        }
        return found;
    }
}
