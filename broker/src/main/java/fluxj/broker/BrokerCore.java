package fluxj.broker;

import fluxj.bootstrap.BootstrapService;
import fluxj.bootstrap.ParentNotice;
import fluxj.broker.rc.InProcessRc;
import fluxj.core.attr.AttrService;
import fluxj.core.broker.BrokerService;
import fluxj.core.broker.BuiltinPaths;
import fluxj.core.broker.FluxCorePrograms;
import fluxj.core.config.ConfigFiles;
import fluxj.core.event.EventService;
import fluxj.core.heaptrace.HeaptraceService;
import fluxj.core.log.LogForwarder;
import fluxj.core.log.LogService;
import fluxj.core.module.ModuleService;
import fluxj.core.runat.InitialProgram;
import fluxj.core.runat.RunLevels;
import fluxj.core.runat.Runat;
import fluxj.core.runat.RunatService;
import fluxj.core.service.ServiceNameService;
import fluxj.core.shutdown.ShutdownService;
import fluxj.core.statemachine.ExitCode;
import fluxj.core.statemachine.Lifecycle;
import fluxj.core.statemachine.ModuleWatch;
import fluxj.core.statemachine.SignalHandler;
import fluxj.core.statemachine.StateMachineService;
import fluxj.core.statemachine.SystemdStatus;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.BuiltinSet;
import fluxj.module.CoreServices;
import fluxj.module.ModuleEnvironment;
import fluxj.module.ModuleTable;
import fluxj.module.SpawnedModuleLauncher;
import fluxj.module.StartTable;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.overlay.tree.OverlayService;
import fluxj.platform.MemoryReturn;
import fluxj.routing.DeliveryQueue;
import fluxj.routing.Router;
import fluxj.service.AttributeTable;
import fluxj.service.Log;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.SubprocessServer;
import fluxj.wire.Credentials;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// The wiring of one broker: this constructor is the picture of how its parts hang together.
final class BrokerCore {
    private final BrokerPlatform platform;
    private final Prepared prepared;
    private final IntConsumer onExit;
    private final AttributeTable attributes;
    private final Log log;
    private final OverlayTransport transport;
    private final CoreServices core;
    private final ModuleTable modules;
    private final Lifecycle lifecycle;
    private final ExitCode exitCode;
    private final ModuleWatch watch = new ModuleWatch();
    private final Runat runat;
    private final LogForwarder forwarder;
    private final SignalHandler signals;
    private final StartTable table;
    private final SystemdStatus systemd;

    /// @param onExit told the exit code when the state machine has come to its end
    /// @throws FluxException with the words for the log
    BrokerCore(
            BrokerPlatform platform,
            Prepared prepared,
            Consumer<RuntimeException> faults,
            IntConsumer onExit) {
        this.platform = platform;
        this.prepared = prepared;
        this.onExit = onExit;
        attributes = prepared.attributes();
        log = prepared.log().of("broker");
        exitCode = new ExitCode(attributes);
        int owner = platform.host().uid();
        OverlayPlanner planner = planner();
        OverlayPlan plan = planner.plan(platform::crypto, platform.keys());
        transport = platform.transport(planner.tbon(), log);
        ConfigFiles config =
                new ConfigFiles(platform.reactor(), attributes, prepared.config(), log);
        config.warn();
        Router router =
                new Router(
                        prepared.rank(),
                        attributes.get("broker.uuid").orElse(""),
                        () -> new Credentials(owner, Credentials.OWNER));
        ModuleEnvironment environment = environment(router, config, faults);
        systemd = new SystemdStatus(platform::notify, attributes, prepared.environment(), log);
        core = new CoreServices(environment);
        forwarder =
                new LogForwarder(
                        platform.reactor(), core.rpc(), router, log, prepared.log()::showUnsent);
        SubprocessServer subprocesses = subprocesses();
        table =
                BrokerModules.table(
                        platform,
                        config,
                        subprocesses,
                        flux -> new OverlayService(flux, router, transport, plan));
        modules = modules(environment);
        BuiltinSet builtins =
                new BuiltinSet(
                        modules, table.builtins(), prepared.options().detail(log), forwarder::open);
        runat =
                new Runat(
                        environment,
                        subprocesses,
                        text -> systemd.notify("STATUS=" + text),
                        platform::stdout);
        fillLists();
        lifecycle = new Lifecycle(core, exitCode, runat, builtins, systemd);
        signals = new SignalHandler(core, lifecycle);
        watch.attach(lifecycle);
        addServices(router);
    }

    private OverlayPlanner planner() {
        return new OverlayPlanner(
                prepared.boot(),
                new OverlayPlanner.Sources(
                        prepared.config(),
                        attributes.get("hostname").orElse(""),
                        attributes,
                        prepared.environment(),
                        platform.host()));
    }

    private ModuleEnvironment environment(
            Router router, ConfigFiles config, Consumer<RuntimeException> faults) {
        return new ModuleEnvironment(
                prepared.rank(),
                prepared.size(),
                platform.reactor(),
                platform.clock(),
                platform.host(),
                router,
                new DeliveryQueue(platform.reactor()),
                attributes,
                prepared.environment(),
                config::current,
                prepared.log()::of,
                faults);
    }

    private ModuleTable modules(ModuleEnvironment environment) {
        ModuleTable made =
                new ModuleTable(
                        environment,
                        table.loadable(),
                        new SpawnedModuleLauncher(
                                platform.reactor(),
                                platform.processes(),
                                prepared.environment(),
                                attributes),
                        watch);
        platform.modules().forEach(made::offer);
        return made;
    }

    private SubprocessServer subprocesses() {
        return new SubprocessServer(
                platform.reactor(),
                platform.processes(),
                new ServerEnvironment(
                        prepared.rank(),
                        attributes.get("local-uri").orElse(""),
                        prepared.environment().copy()),
                prepared.log().of("rexec"),
                (uri, fd) -> {
                    platform.descriptors().stream(fd).close();
                    throw new FluxException(
                            Errno.ENOSYS, uri + ": modules have channels of their own");
                });
    }

    /// rc1, the initial program and rc3. Each of the scripts is ours unless it was set otherwise.
    private void fillLists() {
        boolean hasModprobe = FluxCorePrograms.hasModprobe(prepared.environment());
        Optional<InProcessRc> own =
                hasModprobe
                        ? Optional.empty()
                        : Optional.of(new InProcessRc(core, attributes, modules, table, runat));
        for (RunLevels.Script script : RunLevels.scripts(attributes)) {
            String list = script.list();
            if (own.isPresent() && isUsual(script)) {
                runat.define(list, own.get().script(list));
            } else {
                RunLevels.pushScript(runat, script);
            }
        }
        if (prepared.rank() == 0) {
            RunLevels.pushProgram(
                    runat, attributes, platform.host().leadsGroup(), this::initialProgram);
        }
    }

    private static boolean isUsual(RunLevels.Script script) {
        return script.line()
                .equals(script.list().equals("rc1") ? BuiltinPaths.RC1 : BuiltinPaths.RC3);
    }

    private InitialProgram initialProgram() {
        return InitialProgram.of(
                prepared.options().command(),
                InitialProgram.Host.here(platform.host().terminal().isPresent()));
    }

    private void addServices(Router router) {
        core.add("attr", flux -> new AttrService(flux, attributes));
        core.add("heaptrace", _ -> new HeaptraceService());
        core.add("broker", _ -> new BrokerService(prepared.environment()));
        core.add("log", flux -> new LogService(flux.reactor(), prepared.log()));
        core.add("event", flux -> new EventService(flux, router));
        core.add("service", _ -> new ServiceNameService(modules));
        core.add("module", flux -> new ModuleService(flux, modules));
        core.add(
                "bootstrap",
                flux ->
                        new BootstrapService(
                                flux.attributes(),
                                prepared.boot().method(),
                                prepared.boot().membership(),
                                () ->
                                        ParentNotice.tell(
                                                platform.reactor(),
                                                attributes,
                                                prepared.environment(),
                                                log)));
        core.add("state-machine", _ -> new StateMachineService(lifecycle, exitCode));
        core.add("runat", _ -> new RunatService(runat));
        core.add("shutdown", flux -> new ShutdownService(flux, lifecycle::initiateShutdown));
    }

    /// Sets the state machine going and listens to signals.
    void start() {
        platform.signals(SignalHandler.SIGNALS, signals::received);
        platform.memory().ifPresent(memory -> MemoryReturn.watch(platform.reactor(), memory));
        lifecycle.start(this::finish);
    }

    /// Sends a log record to the parent.
    void forward(String record) {
        forwarder.forward(record);
    }

    private void finish() {
        Log detail = prepared.options().detail(log);
        detail.info("exited event loop");
        detail.info("cleaning up");
        if (modules.abandon() > 0) {
            exitCode.first(1);
        }
        if (watch.isKvsLost()) {
            log.err("what was put into the KVS since its last checkpoint is lost");
        }
        core.stop()
                .then(
                        _ -> leave(),
                        error -> {
                            log.err("stop: " + error.getMessage());
                            leave();
                        });
    }

    private void leave() {
        signals.close();
        forwarder.close();
        transport.close();
        platform.hangUpGroup();
        onExit.accept(exitCode.code());
    }
}
