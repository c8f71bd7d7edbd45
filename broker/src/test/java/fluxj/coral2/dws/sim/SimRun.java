package fluxj.coral2.dws.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.module.ManualReactor;
import fluxj.reactor.Promise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A simulator in virtual time, and what Flux does with it.
final class SimRun {
    static final Duration DELAY = Duration.ofMillis(300);
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final String FLUX = "flux-framework.readthedocs.io/workflow";

    final ManualReactor reactor = new ManualReactor();
    final ObjectStore store =
            new ObjectStore(() -> START_MICROS + reactor.nanoTime() / 1000, reactor.random());
    final Kubernetes kubernetes = new LocalKubernetes(store, reactor);
    final List<String> complaints = new ArrayList<>();
    final List<String> apiFaults = new ArrayList<>();
    private final RabbitSim sim;

    SimRun(String... faults) {
        sim = restart();
        await(sim.start(List.of(faults)));
        pass(Duration.ZERO);
    }

    /// Another simulator on the same objects.
    RabbitSim restart() {
        return on(kubernetes);
    }

    /// Another simulator on another API.
    RabbitSim on(Kubernetes api) {
        return new RabbitSim(
                new RabbitSim.Setup(
                        api,
                        reactor,
                        () -> START_MICROS + reactor.nanoTime() / 1000,
                        SimLayout.of(2, Hostlist.parse("node[0-3]"), SimLayout.CAPACITY),
                        DELAY,
                        reactor.random(),
                        complaints::add),
                lines -> {
                    apiFaults.clear();
                    apiFaults.addAll(lines);
                });
    }

    RabbitSim sim() {
        return sim;
    }

    <T> T await(Promise<T> promise) {
        List<T> values = new ArrayList<>();
        List<FluxException> errors = new ArrayList<>();
        promise.then(values::add, errors::add);
        reactor.run();
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        assertEquals(1, values.size(), "no answer");
        return values.getFirst();
    }

    void pass(Duration time) {
        reactor.advance(time);
    }

    void setFaults(String... lines) {
        await(RabbitSim.keepFaults(kubernetes, List.of(lines)));
        pass(Duration.ZERO);
    }

    JsonObject get(Kind kind, String namespace, String name) {
        return await(kubernetes.get(kind, new ObjectName(namespace, name)));
    }

    JsonObject get(Kind kind, String name) {
        return get(kind, ObjectName.DEFAULT, name);
    }

    static String text(JsonObject object, String path) {
        return JsonPath.get(object, path)
                .map(
                        value ->
                                value instanceof JsonValue.Text(String text)
                                        ? text
                                        : value.toString())
                .orElse("");
    }

    /// `NAMESPACE/NAME` of a kind's objects.
    List<String> names(Kind kind) {
        List<String> names = new ArrayList<>();
        JsonObject list = await(kubernetes.list(kind, Selection.ALL));
        for (JsonValue each : list.array("items").orElseThrow()) {
            ObjectName name = WorkflowChildren.nameOf((JsonObject) each);
            names.add(name.namespace() + "/" + name.name());
        }
        return names;
    }

    void submit(String name, String... directives) {
        JsonObject metadata =
                JsonObject.builder()
                        .put("name", name)
                        .put("namespace", "default")
                        .put("finalizers", JsonArray.ofTexts(List.of(FLUX)))
                        .build();
        JsonObject spec =
                JsonObject.builder()
                        .put("desiredState", "Proposal")
                        .put("dwDirectives", JsonArray.ofTexts(List.of(directives)))
                        .put("jobID", "fABC")
                        .put("userID", 1000)
                        .put("groupID", 1000)
                        .put("wlmID", "flux")
                        .build();
        await(
                kubernetes.create(
                        Kind.WORKFLOW,
                        JsonObject.builder().put("metadata", metadata).put("spec", spec).build()));
        pass(DELAY);
    }

    /// Where a workflow stands: `STATE READY STATUS`, and its message if it has one.
    String standing(String name) {
        JsonObject workflow = get(Kind.WORKFLOW, name);
        return (text(workflow, "status.state")
                        + " "
                        + text(workflow, "status.ready")
                        + " "
                        + text(workflow, "status.status")
                        + " "
                        + text(workflow, "status.message"))
                .strip();
    }

    void desire(String name, String state) {
        JsonObject.Builder patch =
                JsonObject.builder().put("spec", JsonObject.of("desiredState", state));
        if (state.equals("Teardown")) {
            List<JsonValue> left = new ArrayList<>();
            left.add(JsonValue.of(SimWorkflow.FINALIZER));
            patch.put("metadata", JsonObject.of("finalizers", new JsonArray(left)));
        }
        await(kubernetes.merge(Kind.WORKFLOW, ObjectName.of(name), patch.build()));
        pass(DELAY);
    }

    /// Asks for storage on both rabbits, as the service does before Setup.
    void assign(String servers, String label) {
        assign(servers, label, 10L << 30);
    }

    /// @param size of each of two allocations on each rabbit
    void assign(String servers, String label, long size) {
        setAllocations(servers, List.of(set(label, size, part("rabbit0", 2), part("rabbit1", 2))));
    }

    /// @param sets `LABEL GIB RABBIT COUNT` each
    void assign(String servers, List<String> sets) {
        List<JsonValue> all = new ArrayList<>();
        for (String each : sets) {
            String[] words = each.split(" ", -1);
            all.add(
                    set(
                            words[0],
                            Long.parseLong(words[1]) << 30,
                            part(words[2], Integer.parseInt(words[3]))));
        }
        setAllocations(servers, all);
    }

    private static JsonValue part(String rabbit, int count) {
        return JsonObject.builder().put("name", rabbit).put("allocationCount", count).build();
    }

    private static JsonValue set(String label, long size, JsonValue... storage) {
        return JsonObject.builder()
                .put("allocationSize", size)
                .put("label", label)
                .put("storage", JsonArray.of(storage))
                .build();
    }

    private void setAllocations(String servers, List<JsonValue> sets) {
        JsonObject spec = JsonObject.of("allocationSets", new JsonArray(sets));
        await(kubernetes.merge(Kind.SERVERS, ObjectName.of(servers), JsonObject.of("spec", spec)));
    }

    /// Says on which nodes the job runs.
    void place(String name, String... hosts) {
        List<JsonValue> nodes = new ArrayList<>();
        for (String host : hosts) {
            nodes.add(JsonObject.of("name", host));
        }
        await(
                kubernetes.merge(
                        Kind.COMPUTES,
                        ObjectName.of(name),
                        JsonObject.of("data", new JsonArray(nodes))));
    }

    /// A job with an XFS up to where its tasks run.
    void run(String name, String... hosts) {
        submit(name, "#DW jobdw type=xfs capacity=10GiB name=p1");
        assign(name + "-0", "xfs");
        desire(name, "Setup");
        place(name, hosts);
        desire(name, "DataIn");
        desire(name, "PreRun");
    }
}
