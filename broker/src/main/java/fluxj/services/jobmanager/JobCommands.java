package fluxj.services.jobmanager;

import fluxj.job.JobState;
import fluxj.job.Urgency;
import fluxj.jobtap.Priority;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol.ExceptionNotice;
import fluxj.services.jobmanager.job.EventEngine;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobCallbacks;
import fluxj.services.jobmanager.job.JobEvents;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.job.JsonPaths;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What may be done to jobs: each command becomes events, or is refused because of the state that
/// the job is in.
final class JobCommands implements JobEvents {
    /// Where requests of jobs are.
    interface Requests {
        /// True while answers to a job's start request are to come.
        boolean isStarting(Job job);

        /// Tells the scheduler of all that this changes in one message.
        void gatherPriorities(Runnable change);
    }

    private final ServiceContext flux;
    private final JobTable jobs;
    private final EventEngine engine;
    private final JobCallbacks plugins;
    private final Requests requests;

    JobCommands(
            ServiceContext flux,
            JobTable jobs,
            EventEngine engine,
            JobCallbacks plugins,
            Requests requests) {
        this.flux = flux;
        this.jobs = jobs;
        this.engine = engine;
        this.plugins = plugins;
        this.requests = requests;
    }

    @Override
    public Collection<Job> activeJobs() {
        return jobs.active();
    }

    @Override
    public Optional<Job> activeJob(long id) {
        return jobs.active(id);
    }

    @Override
    public Optional<Job> job(long id) {
        return jobs.find(id);
    }

    @Override
    public void post(Job job, String name, JsonObject context) {
        engine.post(job, name, context, true);
    }

    @Override
    public void postVolatile(Job job, String name, JsonObject context) {
        engine.post(job, name, context, false);
    }

    // --- exceptions

    @Override
    public void raise(Job job, String type, int severity, String note) {
        raise(job, new ExceptionNotice(job.id(), type, severity, Optional.empty()), owner(), note);
    }

    /// Raises an exception in somebody's name, and publishes it.
    void raise(Job job, ExceptionNotice what, long userid, String note) {
        JsonObject.Builder context =
                JsonObject.builder()
                        .put("type", what.type())
                        .put("severity", what.severity())
                        .put("note", note)
                        .put("userid", userid);
        what.waitStatus().ifPresent(status -> context.put("wait_status", status));
        post(job, "exception", context.build());
        flux.publish(JobManagerProtocol.EXCEPTION_TOPIC, Payload.of(what), Message.PRIVATE)
                .then(
                        _ -> {},
                        error ->
                                flux.log()
                                        .err(
                                                job.jobId().f58(flux.variables())
                                                        + ": error publishing exception: "
                                                        + error.getMessage()));
    }

    private long owner() {
        return flux.attributes().get("security.owner").map(Long::parseLong).orElse(0L);
    }

    // --- what a job is like

    @Override
    public void annotate(Job job, JsonObject annotations) {
        JsonObject all = JsonPaths.merge(job.annotations(), annotations);
        if (job.state() == JobState.NEW) {
            engine.annotate(job, all);
            return;
        }
        JsonValue notes = all.keys().isEmpty() ? JsonValue.Null.NULL : all;
        postVolatile(job, "annotations", JsonObject.of("annotations", notes));
    }

    /// Gives a job resources that the scheduler knows nothing of, before the event that says so.
    void grant(Job job, JsonObject resources) {
        engine.grant(job, resources.toBuilder().remove("scheduling").build());
    }

    /// True when somebody was asked to start the job, and answers are to come.
    boolean isStarting(Job job) {
        return requests.isStarting(job);
    }

    // --- priorities

    /// Gives a job another priority; nothing when it has it or is in neither PRIORITY nor SCHED.
    /// Urgencies that hold or expedite it count for more.
    void reprioritize(Job job, long priority) {
        if (!job.state().isIn(JobState.PRIORITY.bit() | JobState.SCHED.bit())) {
            return;
        }
        long wanted =
                switch (job.urgency()) {
                    case Urgency.HOLD -> Urgency.PRIORITY_MIN;
                    case Urgency.EXPEDITE -> Urgency.PRIORITY_MAX;
                    default -> priority;
                };
        if (wanted != job.priority() || job.state() == JobState.PRIORITY) {
            post(job, "priority", JsonObject.of("priority", wanted));
        }
    }

    /// Asks the plugins for the priorities of all jobs in PRIORITY and SCHED anew.
    void reprioritizeAll() {
        requests.gatherPriorities(
                () -> {
                    for (Job job : List.copyOf(jobs.active())) {
                        if (job.state().isIn(JobState.PRIORITY.bit() | JobState.SCHED.bit())
                                && plugins.priority(job) instanceof Priority.Value(long priority)
                                && priority != job.priority()) {
                            reprioritize(job, priority);
                        }
                    }
                });
    }
}
