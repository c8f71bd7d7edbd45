package fluxj.services.jobingest;

import fluxj.config.policy.QueueConfig;
import fluxj.config.policy.QueuesConfig;
import fluxj.job.spec.Jobspec;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds the properties that a job's queue requires to its constraints (RFC 31, RFC 33). A virtual
/// queue requires what its parent does.
final class Constraints implements LocalStage.Step {
    private static final String PROPERTIES = "properties";

    private final QueuesConfig config;

    Constraints(QueuesConfig config) {
        this.config = config;
    }

    @Override
    public Promise<JsonObject> take(SubmittedJob job) {
        Jobspec jobspec = new Jobspec(job.jobspec());
        Optional<String> queue = jobspec.queue();
        if (queue.isEmpty()) {
            return Promise.of(job.jobspec());
        }
        List<String> required = required(queue.get());
        if (required.isEmpty()) {
            return Promise.of(job.jobspec());
        }
        JsonObject wanted = JsonObject.of(PROPERTIES, JsonArray.ofTexts(required));
        JsonObject constraints =
                jobspec.constraints().map(given -> both(given, required, wanted)).orElse(wanted);
        return Promise.of(jobspec.withSystem("constraints", constraints).json());
    }

    private List<String> required(String queue) {
        @Nullable QueueConfig found = config.queues().get(queue);
        if (found == null) {
            throw Defaults.refused("Invalid queue '" + queue + "' specified");
        }
        @Nullable QueueConfig parent = found.parent().map(config.queues()::get).orElse(null);
        return parent == null ? found.requires() : parent.requires();
    }

    private static JsonObject both(JsonObject given, List<String> required, JsonObject wanted) {
        Optional<JsonArray> properties = given.array(PROPERTIES);
        if (properties.isEmpty()) {
            return JsonObject.of("and", JsonArray.of(given, wanted));
        }
        List<JsonValue> all = new ArrayList<>(properties.get().items());
        for (String property : required) {
            JsonValue value = JsonValue.of(property);
            if (!all.contains(value)) {
                all.add(value);
            }
        }
        return given.with(PROPERTIES, new JsonArray(all));
    }
}
