package fluxj.services.jobmanager.alloc;

import fluxj.services.jobmanager.job.Job;

/// Whom [SchedLink] works for.
public interface AllocOwner {
    /// True when the queue of a job hands its jobs to the scheduler.
    boolean isStarted(Job job);

    /// The job may need another step now.
    void act(Job job);

    /// What jobs hold has changed.
    void resourcesChanged();

    /// There may be fewer requests than before.
    void requestsChanged();
}
