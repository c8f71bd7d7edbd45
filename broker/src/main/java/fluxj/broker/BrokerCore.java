package fluxj.broker;

import fluxj.bootstrap.BootstrapService;
import fluxj.bootstrap.ParentNotice;
import fluxj.core.attr.AttrService;
import fluxj.core.broker.BrokerService;
import fluxj.core.config.ConfigFiles;
import fluxj.core.config.ConfigService;
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
import fluxj.core.statemachine.StateMachineService;
import fluxj.core.statemachine.SystemdStatus;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.module.BuiltinSet;
import fluxj.module.CoreServices;
import fluxj.module.ModuleEnvironment;
import fluxj.module.ModuleTable;
import fluxj.module.SpawnedModuleLauncher;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.overlay.tree.OverlayService;
import fluxj.platform.Signum;
import fluxj.routing.DeliveryQueue;
import fluxj.routing.Router;
import fluxj.service.AttributeTable;
import fluxj.service.Log;
import fluxj.service.ServiceFactory;
import fluxj.services.content.ContentService;
import fluxj.services.contentfiles.ContentFilesService;
import fluxj.services.contentsqlite.ContentSqliteService;
import fluxj.services.cron.CronService;
import fluxj.services.groups.GroupsService;
import fluxj.services.heartbeat.HeartbeatService;
import fluxj.services.kvs.KvsService;
import fluxj.services.kvswatch.KvsWatchService;
import fluxj.services.rexec.RexecService;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.SubprocessLog;
import fluxj.subprocess.SubprocessServer;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// The wiring of one broker: this constructor is the picture of how its parts hang together.
final class BrokerCore {
    private static final List<Integer> SIGNALS =
            List.of(
                    Signum.SIGHUP,
                    Signum.SIGINT,
                    Signum.SIGQUIT,
                    Signum.SIGTERM,
                    Signum.SIGALRM,
                    Signum.SIGUSR1,
                    Signum.SIGUSR2);

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
    private boolean over;
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
        ModuleEnvironment environment =
                new ModuleEnvironment(
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
        systemd = new SystemdStatus(platform::notify, attributes, prepared.environment(), log);
        core = new CoreServices(environment);
        forwarder =
                new LogForwarder(
                        platform.reactor(), core.rpc(), router, log, prepared.log()::showUnsent);
        modules =
                new ModuleTable(
                        environment,
                        List.of(
                                ServiceFactory.of("heartbeat", flux -> new HeartbeatService(flux)),
                                ServiceFactory.of("cron", flux -> new CronService(flux)),
                                ServiceFactory.of(
                                        "content",
                                        flux -> new ContentService(flux, platform.sparseFiles())),
                                ServiceFactory.of(
                                        "content-sqlite", flux -> new ContentSqliteService(flux)),
                                ServiceFactory.of(
                                        "content-files", flux -> new ContentFilesService(flux)),
                                ServiceFactory.of("kvs", flux -> new KvsService(flux)),
                                ServiceFactory.of("kvs-watch", flux -> new KvsWatchService(flux))),
                        new SpawnedModuleLauncher(
                                platform.reactor(),
                                platform.processes(),
                                prepared.environment(),
                                attributes),
                        watch);
        platform.modules().forEach(modules::offer);
        SubprocessServer subprocesses = subprocesses();
        BuiltinSet builtins =
                new BuiltinSet(
                        modules,
                        List.of(
                                ServiceFactory.of(
                                        "config", flux -> new ConfigService(flux, config)),
                                platform.connector(),
                                ServiceFactory.of("groups", flux -> new GroupsService(flux)),
                                ServiceFactory.of(
                                        "rexec", flux -> new RexecService(flux, subprocesses)),
                                ServiceFactory.of(
                                        "overlay",
                                        flux -> new OverlayService(flux, router, transport, plan))),
                        prepared.options().detail(log),
                        forwarder::open);
        runat =
                new Runat(
                        environment,
                        subprocesses,
                        text -> systemd.notify("STATUS=" + text),
                        platform::stdout);
        fillLists();
        lifecycle = new Lifecycle(core, exitCode, runat, builtins, systemd);
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

    private SubprocessServer subprocesses() {
        Log rexec = prepared.log().of("rexec");
        return new SubprocessServer(
                platform.reactor(),
                platform.processes(),
                new ServerEnvironment(
                        prepared.rank(),
                        attributes.get("local-uri").orElse(""),
                        prepared.environment().copy()),
                new SubprocessLog() {
                    @Override
                    public void info(String line) {
                        rexec.info(line);
                    }

                    @Override
                    public void error(String line) {
                        rexec.err(line);
                    }
                },
                (uri, fd) -> {
                    platform.descriptors().stream(fd).close();
                    throw new FluxException(
                            Errno.ENOSYS, uri + ": modules have channels of their own");
                });
    }

    /// rc1, the initial program and rc3. Each of the scripts is ours unless it was set otherwise.
    private void fillLists() {
        boolean hasModprobe = FluxCorePrograms.hasModprobe(prepared.environment());
        InProcessRc inProcess = new InProcessRc(modules, log, leaderTasks());
        for (RunLevels.Script script : RunLevels.scripts(attributes)) {
            if (!hasModprobe && script.line().equals(StartAttributes.USUAL.get(script.list()))) {
                runat.define(script.list(), inProcess.script(script.list()));
            } else {
                RunLevels.pushScript(runat, script);
            }
        }
        if (prepared.rank() == 0) {
            RunLevels.pushProgram(
                    runat, attributes, platform.host().leadsGroup(), this::initialProgram);
        }
    }

    private @Nullable LeaderTasks leaderTasks() {
        return prepared.rank() == 0 ? new LeaderTasks(platform, attributes, log, core.rpc()) : null;
    }

    private InitialProgram initialProgram() {
        return InitialProgram.of(
                prepared.options().command(),
                InitialProgram.Host.here(platform.host().terminal().isPresent()));
    }

    private void addServices(Router router) {
        core.add("attr", flux -> new AttrService(flux, attributes));
        core.add("heaptrace", _ -> new HeaptraceService());
        core.add(
                "broker",
                _ ->
                        new BrokerService(
                                prepared.environment(),
                                () -> BuiltinPaths.of(prepared.environment())));
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
        platform.signals(SIGNALS, this::signalled);
        platform.memory().ifPresent(memory -> MemoryReturn.watch(platform.reactor(), memory));
        lifecycle.start(this::finish);
    }

    /// Sends a log record to the parent.
    void forward(String record) {
        forwarder.forward(record);
    }

    private void signalled(int signum) {
        if (over) {
            return;
        }
        log.info("signal " + signum);
        boolean forJobs = signum == Signum.SIGUSR1 || signum == Signum.SIGUSR2;
        if (prepared.rank() > 0 || !forJobs) {
            lifecycle.kill(signum);
            return;
        }
        core.rpc()
                .request(
                        "job-manager.killall",
                        Message.NODEID_ANY,
                        Payload.of(
                                JsonObject.builder()
                                        .put("dry_run", false)
                                        .put("userid", -1)
                                        .put("signum", signum)
                                        .build()),
                        0)
                .then(
                        _ -> {},
                        _ -> {
                            log.info(
                                    "killall failed, delivering signal "
                                            + signum
                                            + " locally instead");
                            lifecycle.kill(signum);
                        });
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
        over = true;
        forwarder.close();
        transport.close();
        platform.hangUpGroup();
        onExit.accept(exitCode.code());
    }
}
