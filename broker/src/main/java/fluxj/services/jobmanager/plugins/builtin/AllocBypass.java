package fluxj.services.jobmanager.plugins.builtin;

import fluxj.format.FormatException;
import fluxj.job.Rv1;
import fluxj.jobtap.AuxKey;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;
import fluxj.jobtap.Verdict;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// Lets the instance owner say in the jobspec (`attributes.system.alloc-bypass.R`) which resources
/// a job gets, whatever the scheduler thinks.
final class AllocBypass implements JobtapPlugin {
    static final String NAME = "alloc-bypass.so";

    private static final AuxKey<JsonObject> RESOURCES =
            AuxKey.of("alloc-bypass R", JsonObject.class);

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
    public Verdict validate(JobView job, JobActions actions) {
        Optional<JsonValue> wanted = job.jobspec("attributes", "system", "alloc-bypass", "R");
        if (wanted.isEmpty()) {
            return Verdict.ACCEPTED;
        }
        if (job.userid() != owner) {
            return Verdict.reject("Guest user cannot use alloc bypass");
        }
        if (!(wanted.get() instanceof JsonObject resources)) {
            return Verdict.reject(
                    "invalid system.alloc-bypass.R: Expected object, got "
                            + wanted.get().typeName());
        }
        try {
            Rv1.parse(resources);
        } catch (FormatException e) {
            return Verdict.reject("alloc-bypass: invalid R: " + e.getMessage());
        }
        actions.remember(RESOURCES, resources);
        actions.setFlag("alloc-bypass");
        return Verdict.ACCEPTED;
    }

    @Override
    public void enterSched(JobView job, StateChange change, JobActions actions) {
        actions.recall(RESOURCES).ifPresent(actions::allocate);
    }
}
