package fluxj.services.jobmanager.plugins;

import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;

/// Keeps every job in DEPEND.
record HoldingPlugin(String name) implements JobtapPlugin {
    @Override
    public void enterDepend(JobView job, StateChange change, JobActions actions) {
        actions.addDependency(name);
    }
}
