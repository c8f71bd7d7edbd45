package fluxj.coral2.dws.service;

import fluxj.config.tables.RabbitConfig;
import fluxj.coral2.dws.DwsProtocol;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.kubernetes.Trouble;
import fluxj.coral2.dws.kubernetes.Watch;
import fluxj.coral2.dws.rabbits.RabbitMapping;
import fluxj.coral2.dws.service.workflow.RabbitJobs;
import fluxj.format.Fsd;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Severity;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rabbit service: takes what the plugin `dws-jobtap` asks, watches what happens in Kubernetes,
/// and brings the two together (spec coral2 4.3). What it knows of a job it can find out anew.
public final class WorkflowService implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofHours(1);

    private final DwsHost host;
    private final DwsOptions options;
    private final ServiceSettings settings;
    private final Patience patience;
    private final FluxLink flux;
    private final RabbitJobs jobs = new RabbitJobs();
    private final List<Watch> watches = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();
    private @Nullable Running running;

    /// What there is once it runs.
    private record Running(
            WorkflowEvents driver,
            WorkflowRequests requests,
            AbortRequest abort,
            OrphanSweep sweep,
            MissingWorkflows missing) {}

    /// @param options how it is run
    public WorkflowService(DwsHost host, DwsOptions options) {
        this.host = host;
        this.options = options;
        settings = new ServiceSettings(host);
        patience = new Patience(host, options.retryDelay());
        flux = new FluxLink(host);
    }

    /// Finds out what it has to know, and watches rabbits; then it can be asked.
    public Promise<Empty> prepare() {
        return settings.now().flatMap(config -> mapping().flatMap(known -> learn(config, known)));
    }

    private Promise<RabbitMapping> mapping() {
        return patience.ask(
                        () ->
                                host.kubernetes()
                                        .get(Kind.SYSTEM_CONFIGURATION, ObjectName.of("default")))
                .map(RabbitMapping::of);
    }

    private Promise<Empty> learn(RabbitConfig config, RabbitMapping mapping) {
        return new ServiceFacts(host)
                .learn(options, mapping, excluded())
                .map(instance -> assemble(config, mapping, instance));
    }

    /// The table `resource` of the same configuration.
    private String excluded() {
        return settings.root()
                .object("resource")
                .flatMap(resource -> resource.text("exclude"))
                .orElse("");
    }

    private Empty assemble(RabbitConfig config, RabbitMapping mapping, ServiceFacts instance) {
        DwsContext context =
                new DwsContext(host, flux, jobs, new RabbitObjects(host, patience), mapping);
        SystemStatus status = new SystemStatus(host, patience, instance.hosts());
        StorageHealth health =
                new StorageHealth(context, settings, instance.paths(), instance.drainable());
        WorkflowTeardown teardown =
                new WorkflowTeardown(
                        context, patience, config.get(RabbitConfig.SAVE_DATAMOVEMENTS));
        NodeFailures failures = new NodeFailures(context, health);
        UnmountedNodes unmounted = new UnmountedNodes(context, status);
        StateTimers stateTimers = new StateTimers(context, settings, teardown, failures, unmounted);
        TransientConditions conditions =
                new TransientConditions(
                        context, failures, limit(config.get(RabbitConfig.TC_TIMEOUT)));
        WorkflowEvents.Watchers watchers =
                new WorkflowEvents.Watchers(stateTimers, conditions, failures, health);
        running =
                new Running(
                        new WorkflowEvents(
                                context,
                                teardown,
                                watchers,
                                new ResourceUpdates(
                                        context,
                                        settings,
                                        health,
                                        config.get(RabbitConfig.POLICY))),
                        new WorkflowRequests(
                                context, settings, teardown, watchers, instance.owner()),
                        new AbortRequest(context, teardown, unmounted, ZoneId.systemDefault()),
                        new OrphanSweep(context, teardown),
                        new MissingWorkflows(context, teardown));
        status.start();
        watches.add(
                host.kubernetes()
                        .watch(
                                Kind.STORAGE,
                                Selection.in(ObjectName.DEFAULT),
                                health::onStorage,
                                this::onTrouble));
        conditions.start();
        timers.add(new FluxionWatch(host, health::tellAgain).start());
        timers.add(host.reactor().every(HEARTBEAT, this::beat));
        return Empty.EMPTY;
    }

    private static Duration limit(Fsd timeout) {
        return timeout.isInfinite() ? Duration.ofDays(36_500) : timeout.toDuration();
    }

    private void beat() {
        host.log().accept(Severity.INFO, "Service is still alive");
        List<Long> ids = jobs.ids();
        host.debug(
                "There are "
                        + ids.size()
                        + " known workflows, including "
                        + ids.subList(0, Math.min(3, ids.size())));
    }

    private void onTrouble(Trouble trouble) {
        host.warn(
                "Hit an exception: '"
                        + trouble.why()
                        + "' while contacting kubernetes, sleeping for "
                        + trouble.retryIn().toMillis() / 1000.0
                        + " seconds");
    }

    /// What it answers to, once it is prepared.
    public HandlerTable handlers() {
        Running parts = parts();
        return HandlerTable.builder()
                .on(DwsProtocol.CREATE, parts.requests()::create)
                .on(DwsProtocol.SETUP, parts.requests()::setup)
                .on(DwsProtocol.POST_RUN, parts.requests()::postRun)
                .on(DwsProtocol.TEARDOWN, parts.requests()::teardown)
                .on(DwsProtocol.ABORT, parts.abort()::abort)
                .on(
                        DwsProtocol.STATUS,
                        call ->
                                call.reply(
                                        new DwsProtocol.Status(
                                                true, Optional.of(jobs.ids()), Optional.empty())))
                .on(DwsProtocol.WATCH_TEST, call -> call.replyWith(refresh(0)))
                .build();
    }

    private Promise<Empty> refresh(int from) {
        return from == watches.size()
                ? Promise.of(Empty.EMPTY)
                : watches.get(from).refresh().flatMap(_ -> refresh(from + 1));
    }

    /// Watches workflows from now on, and says so to whoever waits for that.
    public Promise<Empty> begin() {
        Running parts = parts();
        Watch workflows =
                host.kubernetes()
                        .watch(
                                Kind.WORKFLOW,
                                Selection.in(ObjectName.DEFAULT),
                                parts.driver()::onWorkflow,
                                this::onTrouble);
        watches.add(workflows);
        patience.ask(workflows::refresh)
                .then(
                        _ -> {
                            parts.sweep().start();
                            parts.missing().look();
                        },
                        _ -> {});
        return options.job()
                .map(job -> flux.raise(job, 7, "exception", "dws watchers setup"))
                .orElse(Promise.of(Empty.EMPTY));
    }

    private Running parts() {
        return Optional.ofNullable(running)
                .orElseThrow(() -> new IllegalStateException("not prepared"));
    }

    /// Takes no more events.
    @Override
    public void close() {
        watches.forEach(Watch::close);
        timers.forEach(Timer::cancel);
    }
}
