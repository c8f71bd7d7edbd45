package fluxj.services.jobmanager.plugins.builtin;

import fluxj.job.Urgency;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonObject;

/// Holds every job that is submitted.
final class SubmitHold implements JobtapPlugin {
    static final String NAME = "submit-hold.so";

    private int owner;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext context) {
        owner = context.owner();
    }

    @Override
    public void enterDepend(JobView job, StateChange change, JobActions actions) {
        if (job.urgency() != Urgency.HOLD) {
            actions.post(
                    "urgency",
                    JsonObject.builder().put("userid", owner).put("urgency", Urgency.HOLD).build());
        }
    }
}
