package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.HashType;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// An instance around the service: a KVS with namespaces of flat keys, a subprocess service whose
/// processes end when the test says so, and a job manager that keeps what it is told.
final class ScriptedInstance {
    static final long ID = 24058527744L;
    static final String GUEST = "job.0000.0005.9a00.0000.guest";
    static final String NAMESPACE = "job-24058527744";

    final TestBroker broker =
            new TestBroker(ServiceFactory.of("job-exec", flux -> new JobExecService(flux)));
    final Map<String, Map<String, JsonObject>> namespaces = new TreeMap<>();
    final Map<Integer, RawCall> shells = new LinkedHashMap<>();
    final List<JsonObject> commands = new ArrayList<>();
    final List<String> kills = new ArrayList<>();
    final List<RawCall> waits = new ArrayList<>();
    final List<String> requests = new ArrayList<>();
    private final Map<String, Map<String, JsonObject>> roots = new TreeMap<>();
    private boolean failing;
    private int pid = 100;
    private int sequence;

    ScriptedInstance(String... arguments) {
        namespaces.put("primary", new TreeMap<>());
        broker.attributes().set("security.owner", Integer.toString(TestBroker.OWNER_UID));
        broker.attributes().set("hostlist", "node0");
        broker.environment().set("A", "b");
        broker.environment().set("FLUX_EXEC_PATH", "/usr/libexec/flux/cmd");
        add("broker", "broker.conf-builtin", this::builtin);
        kvs();
        for (String service : List.of("rexec", "job-shell")) {
            broker.core()
                    .add(
                            service,
                            _ ->
                                    () ->
                                            HandlerTable.builder()
                                                    .onRaw(
                                                            service + ".exec",
                                                            Access.OWNER,
                                                            this::exec)
                                                    .onRaw(
                                                            service + ".wait",
                                                            Access.OWNER,
                                                            waits::add)
                                                    .onRaw(
                                                            service + ".kill",
                                                            Access.OWNER,
                                                            this::kill)
                                                    .build());
        }
        add("resource", "resource.drain", this::remember);
        broker.core()
                .add(
                        "job-manager",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw(
                                                        "job-manager.exec-hello",
                                                        Access.OWNER,
                                                        this::remember)
                                                .onRaw(
                                                        "job-manager.kill",
                                                        Access.OWNER,
                                                        this::remember)
                                                .build());
        load(arguments);
    }

    void load(String... arguments) {
        broker.get(broker.modules().load(ModuleSpec.of("job-exec", arguments)));
    }

    private void add(String service, String topic, Consumer<RawCall> handler) {
        broker.core()
                .add(
                        service,
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw(topic, Access.ANY, handler)
                                                .build());
    }

    private void builtin(RawCall call) {
        call.reply(
                Payload.of(JsonObject.parse("{\"values\":{\"shell_path\":\"/usr/bin/shell\"}}")));
    }

    private void remember(RawCall call) {
        requests.add(call.request().topic() + " " + call.request().payload().json());
        call.reply(Payload.NONE);
    }

    // --- the KVS

    private void kvs() {
        broker.core()
                .add(
                        "kvs",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw(
                                                        "kvs.namespace-create",
                                                        Access.OWNER,
                                                        guarded(this::create))
                                                .onRaw(
                                                        "kvs.namespace-remove",
                                                        Access.OWNER,
                                                        guarded(this::remove))
                                                .onRaw(
                                                        "kvs.commit",
                                                        Access.OWNER,
                                                        guarded(this::commit))
                                                .onRaw(
                                                        "kvs.getroot",
                                                        Access.OWNER,
                                                        guarded(this::getroot))
                                                .onRaw(
                                                        "kvs.lookup",
                                                        Access.OWNER,
                                                        guarded(this::lookup))
                                                .build());
    }

    /// From now on the KVS fails.
    void failKvs() {
        failing = true;
    }

    private Consumer<RawCall> guarded(Consumer<RawCall> handler) {
        return call -> {
            if (failing) {
                call.fail(Errno.ENOSPC, "");
            } else {
                handler.accept(call);
            }
        };
    }

    private void create(RawCall call) {
        JsonObject body = call.request().payload().json();
        String name = body.text("namespace").orElseThrow();
        if (namespaces.containsKey(name)) {
            call.fail(Errno.EEXIST, "");
            return;
        }
        String root = body.text("rootref").orElseThrow();
        namespaces.put(name, new TreeMap<>(roots.getOrDefault(root, Map.of())));
        call.reply(Payload.NONE);
    }

    private void remove(RawCall call) {
        namespaces.remove(call.request().payload().json().text("namespace").orElseThrow());
        call.reply(Payload.NONE);
    }

    private Map<String, JsonObject> namespace(RawCall call) {
        String name = call.request().payload().json().text("namespace").orElseThrow();
        Map<String, JsonObject> found = namespaces.get(name);
        if (found == null) {
            throw new FluxException(Errno.EOPNOTSUPP);
        }
        return found;
    }

    private void commit(RawCall call) {
        Map<String, JsonObject> keys = namespace(call);
        JsonArray ops = call.request().payload().json().array("ops").orElseThrow();
        for (JsonValue item : ops) {
            JsonObject op = (JsonObject) item;
            String key = op.text("key").orElseThrow();
            JsonObject dirent = op.object("dirent").orElseThrow();
            if (op.whole("flags").orElse(0L) == 32 && keys.containsKey(key)) {
                dirent =
                        Treeobj.Val.of(
                                        (text(keys.get(key)) + text(dirent))
                                                .getBytes(StandardCharsets.UTF_8))
                                .toJson();
            }
            keys.put(key, dirent);
        }
        call.reply(Payload.of(root(keys)));
    }

    private void getroot(RawCall call) {
        call.reply(
                Payload.of(
                        root(namespace(call)).toBuilder()
                                .put("owner", 0)
                                .put("flags", 0)
                                .put("namespace", NAMESPACE)
                                .build()));
    }

    private JsonObject root(Map<String, JsonObject> keys) {
        String ref =
                HashType.SHA1.hash(keys.toString().getBytes(StandardCharsets.UTF_8)).toString();
        roots.put(ref, new TreeMap<>(keys));
        return JsonObject.builder().put("rootref", ref).put("rootseq", 1).build();
    }

    private void lookup(RawCall call) {
        JsonObject found =
                namespace(call).get(call.request().payload().json().text("key").orElseThrow());
        if (found == null) {
            call.fail(Errno.ENOENT, "");
        } else {
            call.reply(Payload.of(JsonObject.of("val", found)));
        }
    }

    static String text(JsonObject value) {
        return Treeobj.of(value) instanceof Treeobj.Val val
                ? new String(val.bytes(), StandardCharsets.UTF_8)
                : "";
    }

    /// The names of the events in the exec eventlog, wherever it is.
    List<String> events() {
        Map<String, JsonObject> keys = namespaces.get(NAMESPACE);
        if (keys == null) {
            JsonObject guest = namespaces.get("primary").get(GUEST);
            keys = roots.get(((Treeobj.Dirref) Treeobj.of(guest)).blob().toString());
        }
        return text(keys.get("exec.eventlog"))
                .lines()
                .map(line -> JsonObject.parse(line).text("name").orElseThrow())
                .toList();
    }

    // --- shells

    private void exec(RawCall call) {
        JsonObject command = call.request().payload().json().object("cmd").orElseThrow();
        commands.add(command);
        shells.put(++pid, call);
        call.reply(Payload.of(JsonObject.parse("{\"type\":\"started\",\"pid\":" + pid + "}")));
    }

    private void kill(RawCall call) {
        JsonObject body = call.request().payload().json();
        kills.add(body.whole("pid").orElse(0L) + " " + body.whole("signum").orElse(0L));
        call.reply(Payload.NONE);
    }

    void write(int shell, String text) {
        shells.get(shell)
                .reply(
                        Payload.of(
                                JsonObject.parse(
                                        "{\"type\":\"output\",\"pid\":"
                                                + shell
                                                + ",\"io\":{\"stream\":\"stderr\",\"rank\":\"0\","
                                                + "\"data\":\""
                                                + text
                                                + "\"}}")));
        broker.reactor().run();
    }

    void exit(int shell, int status) {
        RawCall call = shells.remove(shell);
        call.reply(
                Payload.of(JsonObject.parse("{\"type\":\"finished\",\"status\":" + status + "}")));
        call.fail(Errno.ENODATA, "");
        broker.reactor().run();
    }

    /// A shell in the background, the newest that somebody waits for, ends.
    void endWaited(int status) {
        RawCall call = waits.removeLast();
        call.reply(Payload.of(JsonObject.of("status", status)));
        broker.reactor().run();
    }

    // --- the job manager

    /// Asks for a job on rank 0.
    void start(String system, boolean reattach) {
        JsonObject body =
                JsonObject.parse(
                        "{\"id\":"
                                + ID
                                + ",\"userid\":1000,\"reattach\":"
                                + reattach
                                + ",\"jobspec\":{\"attributes\":{\"system\":"
                                + system
                                + "}},\"R\":{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":"
                                + "\"0\",\"children\":{\"core\":\"0\"}}],\"starttime\":0.0,"
                                + "\"expiration\":0.0,\"nodelist\":[\"node0\"]}}}");
        broker.send(
                Request.of("job-exec.start", Payload.of(body), Message.NODEID_ANY, 0, 0)
                        .withCred(Credentials.NONE));
        broker.reactor().run();
    }

    /// What the job manager was told.
    List<String> told() {
        List<String> told = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response && response.topic().equals("job-exec.start")) {
                told.add(
                        response.errnum() != 0
                                ? "error " + response.errnum()
                                : response.payload().json().text("type").orElseThrow()
                                        + " "
                                        + response.payload().json().object("data").orElseThrow());
            }
        }
        return told;
    }

    void raise(String type) {
        broker.router()
                .fromOverlay(
                        Event.of(
                                        "job-exception",
                                        Payload.of(
                                                JsonObject.parse(
                                                        "{\"id\":"
                                                                + ID
                                                                + ",\"type\":\""
                                                                + type
                                                                + "\",\"severity\":0}")),
                                        0)
                                .withCred(new Credentials(1000, Credentials.OWNER))
                                .withSequence(++sequence));
        broker.reactor().run();
    }

    void advance(double seconds) {
        broker.reactor().advance(Duration.ofNanos((long) (seconds * 1e9)));
    }
}
