package fluxj.services.jobmanager.job;

import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.jobtap.Priority;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonObject;

/// Whom the job manager asks about jobs and tells of them: the plugins (spec services 11.11). The
/// order at a submission is [#create], [#validate], [#checkDependencies], [#accepted].
public interface JobCallbacks {
    /// `job.create`.
    ///
    /// @throws FluxException EINVAL with the reason when the job is refused
    void create(Job job);

    /// `job.validate`.
    ///
    /// @throws FluxException EINVAL with the reason when the job is refused
    void validate(Job job);

    /// `job.dependency.<scheme>` for each dependency in the jobspec.
    ///
    /// @param restart true when the job is no new one: what is wrong is then raised as an exception
    ///   of severity 4
    /// @throws FluxException EINVAL with the reason when a new job is refused
    void checkDependencies(Job job, boolean restart);

    /// `job.new`.
    void accepted(Job job);

    /// `job.event.<name>`, for those who subscribed to the job.
    void posted(Job job, Eventlog.Event event);

    /// `job.update`: the jobspec changed.
    void updated(Job job, JsonObject updates);

    /// `job.state.<state>`: the job has come into the state that it is in.
    void entered(Job job, StateChange change);

    /// `job.priority.get`.
    Priority priority(Job job);

    /// `job.inactive-add`.
    void inactiveAdded(Job job);

    /// `job.inactive-remove`.
    void inactiveRemoved(Job job);

    /// `job.destroy`: nothing more will be asked about an active job.
    void destroyed(Job job);
}
