package fluxj.services.jobmanager.plugins.builtin;

import fluxj.job.Urgency;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.Priority;

/// A job's priority is its urgency; the greatest one goes before everything.
final class PriorityDefault implements JobtapPlugin {
    static final String NAME = ".priority-default";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Priority priority(JobView job) {
        return Priority.of(job.urgency() == Urgency.EXPEDITE ? Priority.MAX : job.urgency());
    }
}
