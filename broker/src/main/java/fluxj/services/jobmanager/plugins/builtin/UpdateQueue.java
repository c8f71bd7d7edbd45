package fluxj.services.jobmanager.plugins.builtin;

import fluxj.job.JobState;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobUpdate;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.UpdateVerdict;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// Lets users move a job that waits to another queue, when nothing but its queue says which nodes
/// it may have: those of the other queue take their place.
final class UpdateQueue implements JobtapPlugin {
    static final String NAME = ".update-queue";

    private static final String CONSTRAINTS = "attributes.system.constraints";

    private JobtapContext context;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext jobtap) {
        context = jobtap;
    }

    @Override
    public List<String> updateKeys() {
        return List.of("attributes.system.queue");
    }

    @Override
    public UpdateVerdict update(JobView job, JobUpdate update, JobActions actions) {
        if (!(update.value() instanceof JsonValue.Text(String name))) {
            return UpdateVerdict.refuse("plugin args unpack failed");
        }
        if (job.state().isIn(JobState.RUNNING)) {
            return UpdateVerdict.refuse("update of queue for running job not supported");
        }
        if (job.queue().filter(name::equals).isPresent()) {
            return UpdateVerdict.refuse("job queue is already set to " + name);
        }
        Optional<JsonObject> queue = configured(Optional.of(name));
        if (queue.isEmpty()) {
            return UpdateVerdict.refuse("'" + name + "' is not a valid queue");
        }
        if (!context.isQueueEnabled(name)) {
            return UpdateVerdict.refuse("queue " + name + " is currently disabled");
        }
        Optional<JsonObject> current = configured(job.queue());
        if (job.queue().isPresent() && current.isEmpty()) {
            return UpdateVerdict.refuse("'" + job.queue().get() + "' is not a valid queue");
        }
        JsonObject constraints =
                job.system("constraints").orElse(JsonObject.EMPTY) instanceof JsonObject object
                        ? object
                        : JsonObject.EMPTY;
        if (!constraints.equals(required(current.orElse(JsonObject.EMPTY)))) {
            return UpdateVerdict.refuse(
                    "job appears to have non-queue constraints, unable to update queue to "
                            + job.queue().orElse(name));
        }
        return new UpdateVerdict.Granted(
                false, true, JsonObject.of(CONSTRAINTS, required(queue.get())));
    }

    private Optional<JsonObject> configured(Optional<String> name) {
        return name.flatMap(
                found -> context.config().object("queues").flatMap(all -> all.object(found)));
    }

    /// The constraints of a queue; a virtual one has its parent's.
    private JsonObject required(JsonObject queue) {
        Optional<JsonArray> properties = queue.array("requires");
        if (properties.isPresent()) {
            return JsonObject.of("properties", properties.get());
        }
        return configured(queue.text("parent")).map(this::required).orElse(JsonObject.EMPTY);
    }
}
