package fluxj.services.jobmanager;

import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.Priority;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobCallbacks;
import fluxj.services.jobmanager.job.JobEvents;

import java.util.function.Supplier;

/// No plugins at all: the priority of a job is its urgency.
final class PriorityByUrgency implements JobCallbacks {
    private final Supplier<JobEvents> events;

    PriorityByUrgency(Supplier<JobEvents> events) {
        this.events = events;
    }

    @Override
    public void create(Job job) {}

    @Override
    public void validate(Job job) {}

    @Override
    public void checkDependencies(Job job, boolean restart) {}

    @Override
    public void accepted(Job job) {}

    @Override
    public void posted(Job job, Eventlog.Event event) {}

    @Override
    public void updated(Job job, JsonObject updates) {}

    @Override
    public void entered(Job job, StateChange change) {
        if (job.state() == JobState.PRIORITY) {
            events.get().reprioritize(job, job.urgency());
        }
    }

    @Override
    public Priority priority(Job job) {
        return Priority.of(job.urgency());
    }

    @Override
    public void inactiveAdded(Job job) {}

    @Override
    public void inactiveRemoved(Job job) {}

    @Override
    public void destroyed(Job job) {}
}
