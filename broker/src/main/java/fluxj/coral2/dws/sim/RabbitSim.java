package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectEvent;
import fluxj.coral2.dws.kubernetes.ObjectEvent.Change;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.coral2.dws.sim.allocation.AllocationSet;
import fluxj.coral2.dws.sim.allocation.RabbitSpace;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The controllers of Data Workflow Services and near node flash without rabbits: makes the
/// system's objects, drives every workflow that appears, and does wrong what the faults say. Those
/// stand, one a line, in `data.faults` of the ConfigMap `rabbit-sim`, which anybody may change
/// while it runs. Confined to the reactor.
public final class RabbitSim implements AutoCloseable {
    static final Kind CONFIG_MAP = new Kind("", "configmaps", "ConfigMap", true);

    /// Where the faults are kept.
    public static final ObjectName FAULTS = ObjectName.of("rabbit-sim");

    private static final String DATA = "faults";

    private final SimContext context;
    private final SimLayout layout;
    private final WorkflowChildren children;
    private final StorageKeeper storages;
    private final Consumer<List<String>> onFaults;
    private final Map<ObjectName, WorkflowDriver> drivers = new LinkedHashMap<>();
    private final List<Watch> watches = new ArrayList<>();

    /// What a simulator is made of.
    ///
    /// @param delay how long each state takes when no fault says otherwise
    /// @param random for what chance decides
    /// @param complain told what is wrong, a line each
    public record Setup(
            Kubernetes kubernetes,
            Reactor reactor,
            WallClock clock,
            SimLayout layout,
            Duration delay,
            RandomGenerator random,
            Consumer<String> complain) {}

    /// A simulator that does nothing yet.
    ///
    /// @param onFaults told the lines of the faults when they are others: what the API itself does
    ///   wrong is its own affair
    public RabbitSim(Setup setup, Consumer<List<String>> onFaults) {
        context =
                new SimContext(
                        setup.kubernetes(),
                        setup.reactor(),
                        setup.clock(),
                        new Faults(),
                        new RabbitSpace(setup.layout().capacity(), this::onSpace),
                        new TreeSet<>(),
                        setup.delay(),
                        setup.random(),
                        setup.complain());
        children = new WorkflowChildren(context.kubernetes());
        layout = setup.layout();
        storages = new StorageKeeper(context, layout);
        this.onFaults = onFaults;
    }

    /// Makes the system's objects where they are not there, and begins.
    ///
    /// @param faults lines that replace those that are kept; empty to go on with those
    /// @return done when all is there and watched
    /// @throws FluxException EINVAL naming the line that is none
    public Promise<Empty> start(List<String> faults) {
        check(faults);
        return new SystemObjects(context, layout)
                .make()
                .flatMap(_ -> children.list(Kind.SERVERS, Selection.ALL))
                .flatMap(
                        servers -> {
                            servers.forEach(this::adopt);
                            return keepFaults(context.kubernetes(), faults, faults.isEmpty());
                        })
                .map(
                        _ -> {
                            watchAll();
                            return Empty.EMPTY;
                        });
    }

    private void watchAll() {
        watch(CONFIG_MAP, Selection.in(FAULTS.namespace()), this::onConfigMap);
        watch(Kind.SYSTEM_STATUS, Selection.ALL, this::onSystemStatus);
        watch(Kind.STORAGE, Selection.ALL, storages::onEvent);
        watch(Kind.WORKFLOW, Selection.ALL, this::onWorkflow);
        watch(Kind.SERVERS, Selection.ALL, this::onServers);
        for (Kind kind : List.of(Kind.CLIENT_MOUNT, Kind.DATA_MOVEMENT)) {
            watch(kind, Selection.ALL, this::onChild);
        }
    }

    private void watch(Kind kind, Selection which, Consumer<ObjectEvent> onEvent) {
        watches.add(
                context.kubernetes()
                        .watch(kind, which, onEvent, trouble -> complain(kind, trouble)));
    }

    private void complain(Kind kind, Trouble trouble) {
        context.complain().accept(kind.plural() + ": " + trouble.why());
    }

    private void onWorkflow(ObjectEvent event) {
        SimWorkflow workflow = new SimWorkflow(event.object());
        if (event.type() == Change.DELETED) {
            WorkflowDriver driver = drivers.remove(workflow.objectName());
            if (driver != null) {
                driver.end();
            }
            return;
        }
        WorkflowDriver driver = drivers.get(workflow.objectName());
        if (driver == null) {
            driver = new WorkflowDriver(context, workflow);
            drivers.put(workflow.objectName(), driver);
        }
        driver.update(workflow);
    }

    private void onSpace(String rabbit) {
        storages.look(rabbit);
    }

    private void adopt(JsonObject servers) {
        context.space().adopt(WorkflowChildren.nameOf(servers), WorkflowChildren.status(servers));
    }

    private void onServers(ObjectEvent event) {
        if (event.type() == Change.DELETED) {
            context.space().release(WorkflowChildren.nameOf(event.object()), Set.of());
        } else {
            adopt(event.object());
            announce(event.object());
        }
        onChild(event);
    }

    /// What is to be allocated is said at once; whoever was faster has said more.
    private void announce(JsonObject servers) {
        AllocationSet.announcement(servers)
                .ifPresent(
                        patch ->
                                context.kubernetes()
                                        .mergeStatus(
                                                Kind.SERVERS,
                                                WorkflowChildren.nameOf(servers),
                                                patch)
                                        .then(_ -> {}, this::onAnnounceFailure));
    }

    private void onAnnounceFailure(FluxException failure) {
        if (!failure.errno().equals(Errno.EAGAIN) && !failure.errno().equals(Errno.ENOENT)) {
            context.complain().accept(Kind.SERVERS.plural() + ": " + failure.getMessage());
        }
    }

    /// A child that somebody changed may be what its workflow waits for.
    private void onChild(ObjectEvent event) {
        JsonObject labels =
                event.object()
                        .object("metadata")
                        .flatMap(metadata -> metadata.object("labels"))
                        .orElse(JsonObject.EMPTY);
        ObjectName name =
                new ObjectName(
                        labels.text(Kind.DWS + "/workflow.namespace").orElse(""),
                        labels.text(Kind.DWS + "/workflow.name").orElse(""));
        WorkflowDriver driver = drivers.get(name);
        if (driver != null) {
            driver.look();
        }
    }

    private void onSystemStatus(ObjectEvent event) {
        context.disabled().clear();
        event.object()
                .object("data")
                .flatMap(data -> data.object("nodes"))
                .orElse(JsonObject.EMPTY)
                .members()
                .forEach(
                        (host, status) -> {
                            if (status.equals(JsonValue.of("Disabled"))) {
                                context.disabled().add(host);
                            }
                        });
        lookAtAll();
    }

    private void lookAtAll() {
        List.copyOf(drivers.values()).forEach(WorkflowDriver::look);
    }

    private void onConfigMap(ObjectEvent event) {
        if (!WorkflowChildren.nameOf(event.object()).equals(FAULTS)) {
            return;
        }
        List<String> lines =
                event.type() == Change.DELETED ? List.of() : faultLines(event.object());
        List<Fault> faults = new ArrayList<>();
        for (String line : lines) {
            try {
                faults.add(Fault.parse(line));
            } catch (FluxException e) {
                context.complain().accept("fault '" + line + "': " + e.getMessage());
            }
        }
        if (!faults.equals(context.faults().list())) {
            context.faults().set(faults);
            onFaults.accept(faults.stream().map(Fault::toString).toList());
            storages.lookAtAll();
            lookAtAll();
        }
    }

    private static List<String> faultLines(JsonObject map) {
        String text = map.object("data").flatMap(data -> data.text(DATA)).orElse("");
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /// A line on each sort of fault.
    public static List<String> faultHelp() {
        return Arrays.stream(Fault.What.values()).map(Fault.What::help).toList();
    }

    /// The lines of the faults that are kept in Kubernetes.
    public static Promise<List<String>> faults(Kubernetes kubernetes) {
        return new WorkflowChildren(kubernetes)
                .find(CONFIG_MAP, FAULTS)
                .map(map -> map.map(RabbitSim::faultLines).orElse(List.of()));
    }

    /// Keeps other faults in Kubernetes, where the simulator finds them.
    ///
    /// @throws FluxException EINVAL naming the line that is none
    public static Promise<Empty> keepFaults(Kubernetes kubernetes, List<String> lines) {
        check(lines);
        return keepFaults(kubernetes, lines, false);
    }

    private static void check(List<String> lines) {
        for (String line : lines) {
            try {
                Fault.parse(line);
            } catch (FluxException e) {
                throw new FluxException(e.errno(), "fault '" + line + "': " + e.getMessage());
            }
        }
    }

    private static Promise<Empty> keepFaults(
            Kubernetes kubernetes, List<String> lines, boolean onlyWhenNone) {
        JsonObject data = JsonObject.of(DATA, String.join("\n", lines));
        JsonObject metadata =
                JsonObject.builder()
                        .put("name", FAULTS.name())
                        .put("namespace", FAULTS.namespace())
                        .build();
        JsonObject map = JsonObject.builder().put("metadata", metadata).put("data", data).build();
        return new WorkflowChildren(kubernetes)
                .ensure(CONFIG_MAP, map)
                .flatMap(
                        there ->
                                onlyWhenNone
                                        ? Promise.of(there)
                                        : kubernetes.merge(
                                                CONFIG_MAP, FAULTS, JsonObject.of("data", data)))
                .map(_ -> Empty.EMPTY);
    }

    /// How many workflows it drives.
    public int workflows() {
        return drivers.size();
    }

    /// Stops watching; what is in Kubernetes stays.
    @Override
    public void close() {
        watches.forEach(Watch::close);
    }
}
