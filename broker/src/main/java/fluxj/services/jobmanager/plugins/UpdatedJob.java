package fluxj.services.jobmanager.plugins;

import fluxj.job.Eventlog;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.jobtap.JobView;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// A job as it would be with another jobspec.
record UpdatedJob(JobView job, JsonObject jobspec) implements JobView {
    @Override
    public long id() {
        return job.id();
    }

    @Override
    public int userid() {
        return job.userid();
    }

    @Override
    public int urgency() {
        return job.urgency();
    }

    @Override
    public long priority() {
        return job.priority();
    }

    @Override
    public JobState state() {
        return job.state();
    }

    @Override
    public double submitTime() {
        return job.submitTime();
    }

    @Override
    public Optional<JsonObject> resources() {
        return job.resources();
    }

    @Override
    public List<Eventlog.Event> eventlog() {
        return job.eventlog();
    }

    @Override
    public Optional<Eventlog.Event> endEvent() {
        return job.endEvent();
    }

    @Override
    public Optional<JobResult> result() {
        return job.result();
    }

    @Override
    public boolean hasPosted(String event) {
        return job.hasPosted(event);
    }

    @Override
    public Optional<Boolean> dependency(String description) {
        return job.dependency(description);
    }

    @Override
    public boolean isHeldByProlog(String description) {
        return job.isHeldByProlog(description);
    }

    @Override
    public boolean isHeldByEpilog(String description) {
        return job.isHeldByEpilog(description);
    }
}
