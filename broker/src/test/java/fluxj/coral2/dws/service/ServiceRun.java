package fluxj.coral2.dws.service;

import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.sim.LocalKubernetes;
import fluxj.coral2.dws.sim.RabbitSim;
import fluxj.coral2.dws.sim.SimLayout;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.ManualReactor;
import fluxj.platform.os.OsHostFacts;
import fluxj.rpc.Dispatcher;
import fluxj.service.Severity;
import fluxj.wire.Credentials;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The service between a broker and controllers that are none, in virtual time.
final class ServiceRun {
    static final String XFS = "{\"dw\":\"#DW jobdw type=xfs capacity=10GiB name=project1\"}";
    private static final long START_MICROS = 1_700_000_000_000_000L;

    final ManualReactor reactor = new ManualReactor();
    final FlakyKubernetes kubernetes;
    final InstanceDouble instance;
    final List<String> log = new ArrayList<>();
    private final LocalKubernetes real;
    private final Map<Integer, Consumer<Outcome>> waiting = new LinkedHashMap<>();
    private @Nullable WorkflowService service;
    private @Nullable MortalKubernetes api;
    private @Nullable Dispatcher dispatcher;
    private int lastTag;

    /// @param rabbit the table of that name
    /// @param fails asked at each request whether it fails
    ServiceRun(String rabbit, BooleanSupplier fails) {
        ObjectStore store = new ObjectStore(this::micros, reactor.random());
        real = new LocalKubernetes(store, reactor);
        kubernetes = new FlakyKubernetes(real, fails);
        RabbitSim sim =
                new RabbitSim(
                        new RabbitSim.Setup(
                                real,
                                reactor,
                                this::micros,
                                SimLayout.of(2, Hostlist.parse("node[0-3]"), SimLayout.CAPACITY),
                                Duration.ofMillis(300),
                                reactor.random(),
                                log::add),
                        _ -> {});
        sim.start(List.of());
        reactor.run();
        instance = new InstanceDouble(reactor, JsonObject.of("rabbit", JsonObject.parse(rabbit)));
        instance.serveBy(this::ask);
    }

    private long micros() {
        return START_MICROS + reactor.nanoTime() / 1000;
    }

    void faults(String... lines) {
        RabbitSim.keepFaults(real, List.of(lines));
        reactor.run();
    }

    void start() {
        start(false);
    }

    /// @param fluxion the scheduler allocates rabbits
    void start(boolean fluxion) {
        MortalKubernetes life = new MortalKubernetes(kubernetes);
        WorkflowService next =
                new WorkflowService(
                        new DwsHost(
                                instance.connect(life::lives),
                                life,
                                new DwsHost.Local(
                                        reactor, this::micros, new OsHostFacts(reactor.random())),
                                this::say),
                        new DwsOptions(
                                fluxion, List.of(), Duration.ofMillis(500), Optional.empty()));
        service = next;
        api = life;
        next.prepare()
                .then(
                        _ -> {
                            if (service == next) {
                                dispatcher =
                                        new Dispatcher(
                                                next.handlers(),
                                                response -> {
                                                    Consumer<Outcome> answer =
                                                            waiting.remove(response.matchtag());
                                                    if (answer != null) {
                                                        answer.accept(
                                                                response.payload()
                                                                        .as(Outcome.class));
                                                    }
                                                },
                                                bug -> {
                                                    throw bug;
                                                });
                                next.begin();
                            }
                        },
                        error -> log.add("prepare: " + error));
        reactor.run();
    }

    private void say(Severity severity, String line) {
        if (severity.number() <= Severity.WARNING.number()) {
            log.add(line);
        }
    }

    /// Ends the service as a signal would: nothing that it had begun goes on, nobody is answered.
    void kill() {
        dispatcher = null;
        if (service != null) {
            service.close();
            service = null;
        }
        if (api != null) {
            api.close();
        }
        List<Consumer<Outcome>> unanswered = List.copyOf(waiting.values());
        waiting.clear();
        unanswered.forEach(answer -> answer.accept(Outcome.failure("Connection reset by peer")));
        reactor.run();
    }

    private void ask(String topic, JsonObject body, Consumer<Outcome> answer) {
        Dispatcher open = dispatcher;
        if (open == null) {
            reactor.post(() -> answer.accept(Outcome.failure("Function not implemented")));
            return;
        }
        int tag = ++lastTag;
        waiting.put(tag, answer);
        open.request(
                Request.of(topic, Payload.of(body), 0, tag, 0)
                        .withCred(new Credentials(0, Credentials.OWNER)));
    }

    void pass(Duration time) {
        reactor.advance(time);
    }

    void seconds(double count) {
        pass(Duration.ofNanos((long) (count * 1e9)));
    }

    /// The names of a kind's objects.
    List<String> names(Kind kind) {
        List<String> names = new ArrayList<>();
        real.list(kind, Selection.ALL)
                .then(
                        list -> {
                            for (JsonValue item : list.array("items").orElseThrow()) {
                                names.add(
                                        ((JsonObject) item)
                                                .object("metadata")
                                                .flatMap(metadata -> metadata.text("name"))
                                                .orElse(""));
                            }
                        },
                        error -> names.add(String.valueOf(error)));
        reactor.run();
        return names;
    }

    JsonObject object(Kind kind, String name) {
        List<JsonObject> found = new ArrayList<>();
        real.get(kind, ObjectName.of(name)).then(found::add, ServiceRun::raise);
        reactor.run();
        return found.getFirst();
    }

    private static void raise(FluxException error) {
        throw error;
    }

    /// Somebody else makes an object.
    void create(Kind kind, String object) {
        real.create(kind, JsonObject.parse(object)).then(_ -> {}, ServiceRun::raise);
        reactor.run();
    }

    /// Somebody else deletes an object, whoever holds it.
    void remove(Kind kind, ObjectName name) {
        JsonObject metadata = JsonObject.of("finalizers", JsonArray.EMPTY);
        real.merge(kind, name, JsonObject.of("metadata", metadata))
                .flatMap(_ -> real.delete(kind, name))
                .then(_ -> {}, ServiceRun::raise);
        reactor.run();
    }
}
