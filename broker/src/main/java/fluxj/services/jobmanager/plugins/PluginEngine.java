package fluxj.services.jobmanager.plugins;

import fluxj.json.JsonObject;
import fluxj.services.jobmanager.job.Job;

import java.util.List;
import java.util.Optional;

/// What plugins have the job manager do. A job is known to it from before its `job.create`.
public interface PluginEngine {
    /// The active jobs, in the order in which they came.
    List<Job> activeJobs();

    /// An active job, or an inactive one that is remembered.
    Optional<Job> job(long id);

    /// Posts an event to an active job. It takes effect when the event that is under way has.
    void post(long id, String event, Optional<JsonObject> context);

    /// Posts an event that tells journals of new annotations and is not stored.
    void annotate(long id, JsonObject annotations);

    /// Raises an exception on an active job, in the instance owner's name.
    void raise(long id, String type, int severity, String note);

    /// Posts a priority to a job in PRIORITY or SCHED, if it differs.
    void reprioritize(long id, long priority);

    /// Asks the plugins for the priorities of all jobs that wait.
    void reprioritizeAll();

    /// Sets the resources of a job that the scheduler knows nothing of.
    void allocate(long id, JsonObject resources);

    /// True while such a dependency keeps a job in DEPEND, false when it did; empty when the job
    /// never had it.
    Optional<Boolean> dependency(long id, String description);

    /// True when a queue of that name takes jobs.
    boolean isQueueEnabled(String name);

    /// True once the execution service was asked to start the job.
    boolean isStartRequested(long id);
}
