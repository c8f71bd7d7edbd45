package fluxj.services.schedsimple;

import fluxj.core.service.ServiceNameService;
import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The services that the scheduler talks to, as a test wants them.
final class SchedPeers {
    private final TestBroker broker;
    private final List<JsonObject> commits = new ArrayList<>();
    private final List<RawCall> held = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<String> running = new ArrayList<>();
    private String resources = "";
    private @Nullable RawCall acquire;
    private boolean holding;

    SchedPeers(TestBroker broker) {
        this.broker = broker;
        broker.core().add("service", _ -> new ServiceNameService(broker.modules()));
        add(
                "kvs",
                table ->
                        table.onRaw("kvs.commit", Access.USER, this::commit)
                                .onRaw("kvs.lookup", Access.USER, this::lookup));
        add("resource", table -> table.onRaw("resource.acquire", Access.OWNER, this::acquire));
        add(
                "job-manager",
                table ->
                        table.onRaw("job-manager.sched-hello", Access.OWNER, this::hello)
                                .onRaw("job-manager.sched-ready", Access.OWNER, this::ready)
                                .onRaw("job-manager.raise", Access.USER, this::raise));
    }

    private interface Rows {
        HandlerTable.Builder to(HandlerTable.Builder table);
    }

    private void add(String service, Rows rows) {
        broker.core().add(service, _ -> () -> rows.to(HandlerTable.builder()).build());
    }

    /// What the first answer to resource.acquire will be.
    void setResources(String json) {
        resources = json;
    }

    /// A job that has resources when the scheduler comes.
    void addRunning(String hello, String key, String value) {
        running.add(hello);
        keys.put(key, value);
    }

    /// Commits are answered by [#answerCommits] from now on.
    void holdCommits() {
        holding = true;
    }

    void answerCommits() {
        List<RawCall> all = List.copyOf(held);
        held.clear();
        all.forEach(call -> reply(call, "{\"rootref\":\"sha1-x\",\"rootseq\":1}"));
        broker.reactor().run();
    }

    void failCommits(Errno errno) {
        List<RawCall> all = List.copyOf(held);
        held.clear();
        all.forEach(call -> call.fail(errno, ""));
        broker.reactor().run();
    }

    /// News of resources.
    void acquired(String json) {
        RawCall call = acquire;
        if (call == null) {
            throw new IllegalStateException("nobody has acquired");
        }
        reply(call, json);
        broker.reactor().run();
    }

    List<JsonObject> commits() {
        return commits;
    }

    /// What the job manager heard.
    List<String> said() {
        return said;
    }

    private static void reply(RawCall call, String json) {
        call.reply(Payload.of(JsonObject.parse(json)));
    }

    private void commit(RawCall call) {
        commits.add(call.request().payload().json());
        if (holding) {
            held.add(call);
        } else {
            reply(call, "{\"rootref\":\"sha1-x\",\"rootseq\":1}");
        }
    }

    private void lookup(RawCall call) {
        String value = keys.get(call.request().payload().json().text("key").orElseThrow());
        if (value == null) {
            call.fail(Errno.ENOENT, "");
            return;
        }
        String data = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        reply(call, "{\"val\":{\"ver\":1,\"type\":\"val\",\"data\":\"" + data + "\"}}");
    }

    private void acquire(RawCall call) {
        acquire = call;
        if (!resources.isEmpty()) {
            reply(call, resources);
        }
    }

    private void hello(RawCall call) {
        said.add("hello " + call.request().payload());
        running.forEach(job -> reply(call, job));
        call.fail(Errno.ENODATA, "");
    }

    private void ready(RawCall call) {
        said.add("ready " + call.request().payload());
        reply(call, "{\"count\":0}");
    }

    private void raise(RawCall call) {
        said.add("raise " + call.request().payload());
        call.reply(Payload.NONE);
    }
}
