package fluxj.services.jobmanager;

import fluxj.errors.FluxException;
import fluxj.jobtap.JobtapPlugin;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.StreamCall;
import fluxj.service.HeartbeatSync;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.AttachProtocol.HeldJob;
import fluxj.services.jobmanager.AttachProtocol.SchedHello;
import fluxj.services.jobmanager.JobManagerProtocol.AllocCounts;
import fluxj.services.jobmanager.JobManagerProtocol.BatchTimeout;
import fluxj.services.jobmanager.JobManagerProtocol.Stats;
import fluxj.services.jobmanager.QueueProtocol.Queues;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.perilog.Perilog;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The job manager: takes jobs, leads them through their states until they are inactive, and
/// remembers them (RFC 21, spec services 11).
public final class JobManagerService implements Service {
    private final ServiceContext flux;
    private final JobWork work;
    private final JobRequests requests;
    private final JobSignals signals;
    private final JobQueries queries;
    private final QueueRequests queueRequests;
    private final Checkpoint checkpoint;
    private final JobPurge purge;
    private JobManagerSettings settings;

    /// Not started yet.
    ///
    /// @param analogs makes plugins that stand for those of flux-core and flux-coral2, by file name
    /// @throws FluxException EINVAL when the configuration is wrong
    public JobManagerService(ServiceContext flux, Map<String, Supplier<JobtapPlugin>> analogs) {
        this.flux = flux;
        settings = JobManagerSettings.of(flux.config());
        Map<String, Supplier<JobtapPlugin>> plugins = new LinkedHashMap<>(analogs);
        plugins.put(Perilog.NAME, () -> new Perilog(flux));
        work = new JobWork(flux, plugins);
        requests = new JobRequests(work.jobs(), work.commands());
        signals = new JobSignals(flux, work.jobs());
        queries =
                new JobQueries(
                        work.jobs(),
                        work.store(),
                        work.sched(),
                        work.waiters(),
                        () -> settings.isPrivate());
        checkpoint =
                new Checkpoint(
                        flux.log(),
                        work.store(),
                        work.jobs(),
                        work.queues(),
                        () -> settings.stopQueues());
        queueRequests =
                new QueueRequests(work.queues(), () -> work.sched().isOnline(), this::remember);
        purge = new JobPurge(flux, work.jobs(), work.store(), work.plugins(), checkpoint);
    }

    @Override
    public HandlerTable handlers() {
        HandlerTable.Builder table =
                HandlerTable.forProtocol(
                        JobManagerProtocol.class,
                        QueueProtocol.class,
                        JobtapProtocol.class,
                        AttachProtocol.class);
        bindJobs(table);
        bindOthers(table);
        return table.onRaw("job-manager.disconnect", Access.OWNER, this::disconnect)
                .onRaw("job-manager.config-reload", Access.OWNER, this::reload)
                .onEvent(HeartbeatSync.PULSE, _ -> purge.pulse())
                .build();
    }

    private void bindJobs(HandlerTable.Builder table) {
        table.on(JobManagerProtocol.SUBMIT, work::submit)
                .on(JobManagerProtocol.RAISE, requests::raise)
                .on(JobManagerProtocol.RAISEALL, requests::raiseAll)
                .on(JobManagerProtocol.KILL, signals::kill)
                .on(JobManagerProtocol.KILLALL, signals::killAll)
                .on(JobManagerProtocol.URGENCY, requests::urgency)
                .on(JobManagerProtocol.MEMO, requests::memo)
                .on(JobManagerProtocol.LIST, queries::list)
                .on(JobManagerProtocol.GETATTR, queries::attributes)
                .on(JobManagerProtocol.GETINFO, queries::info)
                .on(JobManagerProtocol.WAIT, work.waiters()::wait)
                .on(JobManagerProtocol.DRAIN, work.idle()::drain)
                .on(JobManagerProtocol.IDLE, work.idle()::idle)
                .on(JobManagerProtocol.PURGE, purge::purge)
                .on(JobManagerProtocol.PURGE_ID, purge::purgeId)
                .on(JobManagerProtocol.EVENTS_JOURNAL, work.journal()::listen)
                .on(
                        JobManagerProtocol.EVENTS_JOURNAL_CANCEL,
                        call -> work.journal().cancel(call.request(), call.body()));
    }

    private void bindOthers(HandlerTable.Builder table) {
        table.on(QueueProtocol.QUEUE_LIST, this::queues)
                .on(QueueProtocol.QUEUE_STATUS, queueRequests::status)
                .on(QueueProtocol.QUEUE_ENABLE, queueRequests::enable)
                .on(QueueProtocol.QUEUE_START, queueRequests::start)
                .on(AttachProtocol.EXEC_HELLO, work.exec()::hello)
                .on(AttachProtocol.SCHED_HELLO, this::schedHello)
                .on(AttachProtocol.SCHED_READY, work.sched()::ready)
                .on(JobManagerProtocol.ALLOC_QUERY, this::allocCounts)
                .on(JobManagerProtocol.RESOURCE_STATUS, work.held()::status)
                .on(JobManagerProtocol.STATS_GET, this::stats)
                .on(JobManagerProtocol.SET_BATCH_TIMEOUT, this::setBatchTimeout)
                .on(JobManagerProtocol.UPDATE, work.jobtap()::update)
                .on(JobtapProtocol.JOBTAP, work.jobtap()::jobtap)
                .on(JobtapProtocol.JOBTAP_QUERY, work.jobtap()::query)
                .on(JobManagerProtocol.HOUSEKEEPING_KILL, work.housekeeping()::kill);
    }

    /// Methods of plugins, and answers to requests without a matchtag, which nothing else would
    /// find.
    @Override
    public boolean intercept(Message message) {
        if (!(message instanceof Response response)) {
            return work.jobtap().intercept(message);
        }
        if (response.matchtag() != 0) {
            return false;
        }
        if (response.topic().equals(SchedProtocol.ALLOC.topic())) {
            work.sched().answered(response);
            return true;
        }
        if (work.exec().answers(response)) {
            work.exec().answered(response);
            return true;
        }
        return false;
    }

    @Override
    public Promise<Empty> start() {
        configure(settings);
        return checkpoint.restore().flatMap(_ -> work.restart());
    }

    @Override
    public Promise<Empty> stop() {
        purge.close();
        work.close();
        return work.batch().flush().flatMap(_ -> checkpoint.save());
    }

    // --- configuration

    private void configure(JobManagerSettings wanted) {
        work.housekeeping().configure(flux.config());
        work.jobtap().configure(flux.config());
        work.queues().configure(flux.config().object("queues").orElse(JsonObject.EMPTY));
        settings = wanted;
        purge.configure(wanted.limits());
    }

    private void reload(RawCall call) {
        configure(JobManagerSettings.of(flux.config()));
        call.reply(Payload.NONE);
    }

    private void remember() {
        checkpoint
                .save()
                .then(
                        _ -> {},
                        error ->
                                flux.log().err("error saving state to KVS: " + error.getMessage()));
    }

    private void setBatchTimeout(Call<BatchTimeout, Empty> call) {
        work.batch().setTime(Duration.ofNanos((long) (call.body().timeout() * 1e9)));
        call.reply(Empty.EMPTY);
    }

    // --- the scheduler, and what was counted

    private void schedHello(StreamCall<SchedHello, HeldJob> call) {
        boolean partial = call.body().partialOk().orElse(false);
        flux.log().debug("scheduler: hello" + (partial ? " +partial-ok" : ""));
        for (Job job : work.jobs().active()) {
            if (job.hasResources() && !job.isAllocBypass()) {
                call.send(
                        new HeldJob(
                                job.id(),
                                job.priority(),
                                job.user(),
                                job.submitTime(),
                                Optional.empty()));
            }
        }
        work.housekeeping().hello(partial, call::send);
        work.held().changed();
        call.end();
    }

    private void allocCounts(Call<Empty, AllocCounts> call) {
        call.reply(
                new AllocCounts(
                        work.sched().queuedCount(),
                        work.sched().sentCount(),
                        work.jobs().running()));
    }

    private void queues(Call<Empty, Queues> call) {
        call.reply(new Queues(work.queues().names()));
    }

    private void stats(Call<Empty, Stats> call) {
        queries.requireInsight(call.from());
        call.reply(
                new Stats(
                        work.journal().stats(),
                        work.jobs().active().size(),
                        work.jobs().inactive().size(),
                        work.jobs().maxId(),
                        work.housekeeping().stats()));
    }

    private void disconnect(RawCall call) {
        Request gone = call.request();
        work.sched().disconnect(gone);
        work.exec().disconnect(gone);
        work.waiters().disconnect(gone);
    }
}
