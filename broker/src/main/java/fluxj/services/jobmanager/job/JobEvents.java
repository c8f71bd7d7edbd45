package fluxj.services.jobmanager.job;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import java.util.Collection;
import java.util.Optional;

/// What may be done to jobs from within the job manager: by methods and by plugins. Each posts
/// events, which take effect in the order of posting, one job's after another; when one is posted
/// while another of the same job takes effect, after that.
///
/// All of it throws a [FluxException]: EROFS when the job takes no events any more, EINVAL when its
/// state does not allow it.
public interface JobEvents {
    /// The active jobs, in the order of their submission.
    Collection<Job> activeJobs();

    /// An active job.
    Optional<Job> activeJob(long id);

    /// A job, active or remembered.
    Optional<Job> job(long id);

    /// Posts an event that is stored in the eventlog.
    void post(Job job, String name, JsonObject context);

    /// Posts an event that only those hear who listen to the journal.
    void postVolatile(Job job, String name, JsonObject context);

    /// Raises an exception in the name of the instance owner, and publishes it.
    ///
    /// @param severity 0, which ends the job, to 7
    void raise(Job job, String type, int severity, String note);

    /// Makes the job wait for something, in NEW and DEPEND; nothing when it does so already.
    void addDependency(Job job, String description);

    /// Ends that.
    void removeDependency(Job job, String description);

    /// Something must be done before the job is started; only before its start request.
    void startProlog(Job job, String description);

    /// That is done.
    void finishProlog(Job job, String description, int status);

    /// Something must be done before the resources of the job are free; in CLEANUP.
    void startEpilog(Job job, String description);

    /// That is done.
    void finishEpilog(Job job, String description, int status);

    /// Sets a flag.
    ///
    /// @throws FluxException EINVAL when there is no flag of that name
    void setFlag(Job job, String flag);

    /// Lays annotations over those of the job and tells the journal; null takes one away.
    void annotate(Job job, JsonObject annotations);

    /// Changes the jobspec, before RUN.
    void updateJobspec(Job job, JsonObject updates);

    /// Gives a job in SCHED resources that the scheduler knows nothing of and that are stored
    /// already.
    void allocate(Job job, JsonObject resources);

    /// Gives a job another priority; nothing when it has the priority or is in neither PRIORITY nor
    /// SCHED. Urgencies that hold or expedite it count for more.
    void reprioritize(Job job, long priority);

    /// Asks for the priorities of all jobs in PRIORITY and SCHED anew.
    void reprioritizeAll();
}
