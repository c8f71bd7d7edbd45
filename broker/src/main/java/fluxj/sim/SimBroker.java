package fluxj.sim;

import fluxj.bootstrap.BootstrapService;
import fluxj.core.event.EventService;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.module.CoreServices;
import fluxj.module.ModuleEnvironment;
import fluxj.module.ModuleLauncher;
import fluxj.module.ModuleListener;
import fluxj.module.ModuleTable;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.overlay.tree.OverlayService;
import fluxj.reactor.Promise;
import fluxj.routing.DeliveryQueue;
import fluxj.routing.Router;
import fluxj.routing.Uuids;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.service.ModuleState;
import fluxj.service.ServiceFactory;
import fluxj.service.Severity;
import fluxj.wire.Credentials;
import fluxj.wire.Event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One broker process of the simulator: router, module table, overlay, and what the scenario adds.
/// Everything here happens in the turn of its reactor.
public final class SimBroker {
    /// One line of a broker's log.
    public record LogLine(Severity severity, String app, String text) {}

    private static final int MAX_LOG = 1000;

    private final SimReactor reactor;
    private final Router router;
    private final CoreServices core;
    private final ModuleTable modules;
    private final SimState state;
    private final List<LogLine> log = new ArrayList<>();
    private final List<String> posted = new ArrayList<>();
    private final Map<String, String> attributes = new HashMap<>();

    SimBroker(
            SimScheduler scheduler,
            SimNetwork network,
            OverlayPlan plan,
            List<ServiceFactory> services,
            String hostlist) {
        reactor = new SimReactor(scheduler, "broker " + plan.rank());
        int rank = plan.rank();
        int size = plan.topology().size();
        String uuid = Uuids.next(reactor.random());
        router = new Router(rank, uuid, () -> new Credentials(SimHost.UID, Credentials.OWNER));
        attributes.put("hostlist", hostlist);
        attributes.put("security.owner", Integer.toString(SimHost.UID));
        ModuleEnvironment environment =
                new ModuleEnvironment(
                        rank,
                        size,
                        reactor,
                        () -> Sim.EPOCH_MICROS + scheduler.now() / 1000,
                        new SimHost(plan.hostname(), 1000 + rank, SimHost.UID),
                        router,
                        new DeliveryQueue(reactor),
                        new MapAttributes(),
                        new Environment(Map.of()),
                        () -> JsonObject.EMPTY,
                        app -> (severity, text) -> log(severity, app, text),
                        fault -> {
                            throw fault;
                        });
        core = new CoreServices(environment);
        modules = new ModuleTable(environment, List.of(), new NoProcesses(), new NoListener());
        state = new SimState(posted);
        SimBootstrap bootstrap = new SimBootstrap(rank, size);
        reactor.run(
                () -> {
                    core.add(
                            "bootstrap",
                            flux ->
                                    new BootstrapService(
                                            flux.attributes(),
                                            bootstrap,
                                            bootstrap.membership(),
                                            () -> Promise.of(Empty.EMPTY)));
                    core.add("event", flux -> new EventService(flux, router));
                    core.add("state-machine", _ -> state);
                    router.goOnline();
                    load(
                            ServiceFactory.of(
                                    "overlay",
                                    flux ->
                                            new OverlayService(
                                                    flux,
                                                    router,
                                                    network.transport(rank, reactor),
                                                    plan)));
                    services.forEach(this::load);
                });
    }

    private void load(ServiceFactory factory) {
        modules.loadBuiltin(factory)
                .then(_ -> {}, error -> log(Severity.CRIT, factory.name(), text(error)));
    }

    private void log(Severity severity, String app, String text) {
        if (log.size() == MAX_LOG) {
            log.removeFirst();
        }
        log.add(new LogLine(severity, app, text));
    }

    SimReactor reactor() {
        return reactor;
    }

    /// Its identity, new with each process.
    public String uuid() {
        return router.uuid();
    }

    /// Calls as the broker itself; inside [SimInstance#at] only.
    public RpcClient rpc() {
        reactor.checkConfined();
        return core.rpc();
    }

    /// The last 1,000 lines of its log.
    public List<LogLine> log() {
        return List.copyOf(log);
    }

    /// True when a line of its log contains `text`.
    public boolean logged(String text) {
        for (LogLine line : log) {
            if (line.text().contains(text)) {
                return true;
            }
        }
        return false;
    }

    /// Events posted to its state machine, in order.
    public List<String> posted() {
        return List.copyOf(posted);
    }

    /// The number of the last event that it delivered.
    public int lastEvent() {
        return router.lastSequence();
    }

    /// Value of an attribute; empty when unset.
    public String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    /// Publishes an event here, as a module would.
    public void publish(Event event) {
        reactor.checkConfined();
        router.fromCore(event);
    }

    /// True while a neighbour reads more slowly than it is sent to.
    public boolean isCongested() {
        return router.isCongested();
    }

    /// Runs a task when [#isCongested] is over.
    public void whenDrained(Runnable task) {
        router.onDrained(task);
    }

    /// Enters a state of the broker's state machine, by number (spec broker 6.1).
    public void enterState(int number) {
        reactor.checkConfined();
        state.enter(number);
    }

    /// Unloads a module in order.
    public void unload(String module) {
        reactor.checkConfined();
        modules.remove(module, false)
                .then(_ -> {}, error -> log(Severity.ERR, module, text(error)));
    }

    private static String text(FluxException error) {
        return String.valueOf(error.getMessage());
    }

    private final class MapAttributes implements Attributes {
        @Override
        public Optional<String> get(String name) {
            return Optional.ofNullable(attributes.get(name));
        }

        @Override
        public void set(String name, String value) {
            attributes.put(name, value);
        }
    }

    private static final class NoProcesses implements ModuleLauncher {
        @Override
        public ModuleProcess launch(Launch launch, Listener listener) {
            throw new FluxException(fluxj.errors.Errno.ENOSYS, "the simulator runs no processes");
        }
    }

    private static final class NoListener implements ModuleListener {
        @Override
        public void changed(String name, ModuleState moduleState, fluxj.errors.Errno errnum) {}

        @Override
        public void runtimeFailure(String name) {}
    }
}
