package fluxj.services.jobmanager.job;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import java.util.Collection;
import java.util.Optional;

/// What may be done to jobs from within the job manager. Each posts events, which take effect in
/// the order of posting, one job's after another; when one is posted while another of the same job
/// takes effect, after that.
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

    /// Lays annotations over those of the job and tells the journal; null takes one away.
    void annotate(Job job, JsonObject annotations);
}
