package fluxj.services.jobmanager.plugins.builtin;

import fluxj.job.JobState;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobUpdate;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.UpdateVerdict;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// Lets users change how long a job may run: before it runs within the limits, while it runs only
/// the instance owner, who needs not care for limits unless `owner-allow-any` is 0.
final class UpdateDuration implements JobtapPlugin {
    static final String NAME = ".update-duration";

    private static final UpdateVerdict VALIDATED =
            new UpdateVerdict.Granted(true, false, JsonObject.EMPTY);

    private boolean ownerAllowAny = true;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext context) {
        ownerAllowAny = context.conf().whole("owner-allow-any").orElse(1L) != 0;
    }

    @Override
    public List<String> updateKeys() {
        return List.of("attributes.system.duration");
    }

    @Override
    public UpdateVerdict update(JobView job, JobUpdate update, JobActions actions) {
        Optional<Double> duration = Values.number(update.value());
        if (duration.isEmpty()) {
            return UpdateVerdict.refuse("plugin args unpack failed");
        }
        if (duration.get() < 0) {
            return UpdateVerdict.refuse("duration must not be negative");
        }
        boolean mayAll = update.owner() && ownerAllowAny;
        if (job.state().isIn(JobState.RUNNING) && !mayAll) {
            return UpdateVerdict.refuse(
                    "duration update of running job requires instance owner privileges");
        }
        return mayAll ? VALIDATED : UpdateVerdict.GRANTED;
    }
}
