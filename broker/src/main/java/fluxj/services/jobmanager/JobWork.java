package fluxj.services.jobmanager;

import fluxj.core.module.ModuleProtocol;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobFlag;
import fluxj.job.JobState;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol.Submit;
import fluxj.services.jobmanager.JobManagerProtocol.Submitted;
import fluxj.services.jobmanager.alloc.AllocOwner;
import fluxj.services.jobmanager.alloc.SchedLink;
import fluxj.services.jobmanager.exec.ExecLink;
import fluxj.services.jobmanager.job.EventEngine;
import fluxj.services.jobmanager.job.EventOutlet;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobCallbacks;
import fluxj.services.jobmanager.job.JobStep;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.journal.JobJournal;
import fluxj.services.jobmanager.perilog.Housekeeping;
import fluxj.services.jobmanager.plugins.Jobtap;
import fluxj.services.jobmanager.queue.QueueChanges;
import fluxj.services.jobmanager.queue.Queues;
import fluxj.services.jobmanager.store.EventBatch;
import fluxj.services.jobmanager.store.JobStore;
import fluxj.services.jobmanager.store.Restart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Where the events of jobs lead: to the journal, into the KVS, and to the next step, which is a
/// request to the scheduler or to the execution system, or another event. It makes the parts that
/// do so and stands between them.
final class JobWork
        implements EventOutlet, AllocOwner, EventBatch.Owner, JobCommands.Requests, QueueChanges {
    private final ServiceContext flux;
    private final JobStore store;
    private final JobTable jobs = new JobTable();
    private final Queues queues = new Queues(this);
    private final Jobtap jobtap;
    private final JobCallbacks plugins;
    private final JobJournal journal;
    private final EventBatch batch;
    private final EventEngine engine;
    private final JobCommands commands;
    private final SchedLink sched;
    private final ExecLink exec;
    private final JobWaiters waiters = new JobWaiters(jobs);
    private final IdleWaiters idle;
    private final Housekeeping housekeeping;
    private final HeldResources held;
    private final Submission submission;

    /// @param analogs makes plugins that stand for those of flux-core and flux-coral2, by file name
    JobWork(ServiceContext flux, Map<String, Supplier<JobtapPlugin>> analogs) {
        this.flux = flux;
        store = new JobStore(flux.rpc());
        jobtap = new Jobtap(flux, new PluginLink(jobs, queues, this::commands), analogs);
        plugins = jobtap.callbacks();
        journal = new JobJournal(flux, jobs, store);
        batch = new EventBatch(flux.reactor(), store, isDurable(flux), this);
        engine = new EventEngine(flux.wallClock()::epochSeconds, jobs, plugins, this);
        commands = new JobCommands(flux, jobs, engine, plugins, this);
        sched = new SchedLink(flux, engine, commands, this);
        exec = new ExecLink(flux, commands, this::act);
        idle = new IdleWaiters(jobs, batch, sched::sentCount);
        housekeeping = new Housekeeping(flux, sched::free);
        held = new HeldResources(jobs, housekeeping::held);
        submission = new Submission(jobs, engine, plugins, batch, queues);
    }

    /// True when the instance has a disk that outlives it.
    private static boolean isDurable(ServiceContext flux) {
        return flux.attributes().get("statedir").isPresent()
                && !flux.attributes().get("statedir-cleanup").orElse("0").equals("1");
    }

    JobTable jobs() {
        return jobs;
    }

    JobStore store() {
        return store;
    }

    Queues queues() {
        return queues;
    }

    Jobtap jobtap() {
        return jobtap;
    }

    JobCallbacks plugins() {
        return plugins;
    }

    JobJournal journal() {
        return journal;
    }

    EventBatch batch() {
        return batch;
    }

    JobCommands commands() {
        return commands;
    }

    SchedLink sched() {
        return sched;
    }

    ExecLink exec() {
        return exec;
    }

    JobWaiters waiters() {
        return waiters;
    }

    IdleWaiters idle() {
        return idle;
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    HeldResources held() {
        return held;
    }

    // --- jobs come

    /// Takes a batch of new jobs in.
    void submit(Call<Submit, Submitted> call) {
        submission.submit(call).forEach(waiters::added);
    }

    /// Reads all jobs back from the KVS, and goes on with those that are active.
    Promise<Empty> restart() {
        List<Job> inactive = new ArrayList<>();
        return new Restart(
                        flux,
                        store,
                        job -> {
                            jobs.seen(job.id());
                            waiters.added(job);
                            if (job.state() == JobState.INACTIVE) {
                                waiters.retired(job);
                                engine.forgetRecords(job);
                                inactive.add(job);
                            } else {
                                jobs.add(job);
                            }
                        })
                .run()
                .map(
                        _ -> {
                            inactive.sort(Comparator.comparingDouble(Job::cleanTime));
                            inactive.forEach(this::remember);
                            List.copyOf(jobs.active()).forEach(this::resume);
                            flux.log().info("restart: " + jobs.running() + " running jobs");
                            return Empty.EMPTY;
                        });
    }

    private void remember(Job job) {
        jobs.add(job);
        jobs.retire(job);
        plugins.inactiveAdded(job);
    }

    /// An active job goes on where it was, once the plugins know it.
    private void resume(Job job) {
        if (job.state().isIn(JobState.NEW.bit() | JobState.DEPEND.bit())) {
            plugins.checkDependencies(job, true);
        }
        try {
            plugins.create(job);
        } catch (FluxException e) {
            flux.log()
                    .err(
                            "jobtap_call (id="
                                    + job.jobId().f58(flux.variables())
                                    + ", create): "
                                    + e.getMessage());
        }
        plugins.accepted(job);
        switch (job.state()) {
            case NEW -> commands.post(job, "validate", JsonObject.EMPTY);
            case SCHED -> commands.post(job, "flux-restart", JsonObject.EMPTY);
            case PRIORITY ->
                    plugins.entered(job, new StateChange(JobState.DEPEND, Optional.empty()));
            case DEPEND, RUN, CLEANUP, INACTIVE -> resumeRunning(job);
        }
    }

    private void resumeRunning(Job job) {
        if (job.state().isIn(JobState.RUNNING) && job.has(JobFlag.DEBUG)) {
            commands.post(
                    job,
                    "debug.exec-reattach-start",
                    JsonObject.of("id", job.jobId().f58(flux.variables())));
        }
        act(job);
    }

    // --- events lead here

    @Override
    public void tell(Job job, Eventlog.Event event) {
        journal.tell(job, event);
    }

    @Override
    public void store(Job job, String name, byte[] line) {
        batch.add(job, name, line);
    }

    @Override
    public void expirationMoved(Job job) {
        exec.expirationMoved(job);
    }

    @Override
    public void refused(Job job, Eventlog.Event event, FluxException reason) {
        flux.log()
                .err(
                        job.jobId().f58(flux.variables())
                                + ": event "
                                + event.name()
                                + " not applied: "
                                + reason.getMessage());
    }

    @Override
    public void act(Job job) {
        for (JobStep step : JobStep.next(job, sched.request(job), exec.isStarting(job))) {
            act(job, step);
        }
        if (job.state() == JobState.SCHED) {
            sched.refresh(job);
        }
    }

    private void act(Job job, JobStep step) {
        switch (step) {
            case DEPEND -> commands.post(job, "depend", JsonObject.EMPTY);
            case DEQUEUE -> sched.dequeue(job);
            case CANCEL_REQUEST -> sched.cancel(job);
            case DROP_REQUEST -> sched.drop(job);
            case ENQUEUE -> sched.enqueue(job);
            case START -> exec.start(job);
            case RELEASE -> release(job);
            case CLEAN -> commands.post(job, "clean", JsonObject.EMPTY);
            case RETIRE -> retire(job);
        }
    }

    private void release(Job job) {
        if (!job.isAllocBypass()) {
            job.resources().ifPresent(resources -> housekeeping.start(job, resources));
        }
        commands.post(job, "free", JsonObject.EMPTY);
        held.changed();
    }

    private void retire(Job job) {
        waiters.retired(job);
        jobs.retire(job);
        plugins.inactiveAdded(job);
        plugins.destroyed(job);
        journal.retired(job);
        idle.check();
    }

    // --- what is stored

    @Override
    public void stored(List<Job> held) {
        held.forEach(engine::release);
    }

    @Override
    public void lost(List<Job> held, FluxException why) {
        flux.log().err("submit: eventlog update failed: " + why.getMessage());
        held.forEach(
                job -> {
                    submission.refuse(job);
                    waiters.removed(job);
                });
    }

    @Override
    public void closed(List<Job> closed) {
        closed.forEach(engine::forgetRecords);
    }

    @Override
    public void failed(FluxException why) {
        flux.log().err("eventlog update failed: " + why.getMessage());
        flux.rpc()
                .send(
                        ModuleProtocol.REMOVE,
                        flux.rank(),
                        new ModuleProtocol.Remove(flux.name(), Optional.empty()));
    }

    @Override
    public void waits(FluxException why) {
        flux.log().err("eventlog update waits: " + why.getMessage());
    }

    // --- where requests are

    @Override
    public boolean isStarting(Job job) {
        return exec.isStarting(job);
    }

    @Override
    public void gatherPriorities(Runnable change) {
        sched.gatherPriorities(change);
    }

    @Override
    public boolean isStarted(Job job) {
        return queues.isStarted(job.queue());
    }

    @Override
    public void resourcesChanged() {
        held.changed();
    }

    @Override
    public void requestsChanged() {
        idle.check();
    }

    @Override
    public void started(Optional<String> queue) {
        sched.queueStarted(queue);
    }

    @Override
    public void stopped(Optional<String> queue) {
        sched.queueStopped(queue);
    }

    /// Ends what waits.
    void close() {
        housekeeping.close();
        waiters.close();
        idle.close();
        journal.close();
        jobtap.close();
    }
}
