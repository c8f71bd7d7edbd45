package fluxj.services.jobingest;

import fluxj.config.policy.PolicyDefaults;
import fluxj.config.policy.QueueConfig;
import fluxj.config.policy.QueuesConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.spec.Jobspec;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// Gives a job the time limit and the queue that it does not say (RFC 33).
final class Defaults implements LocalStage.Step {
    private final QueuesConfig config;

    Defaults(QueuesConfig config) {
        this.config = config;
    }

    @Override
    public Promise<JsonObject> take(SubmittedJob job) {
        Jobspec jobspec = new Jobspec(job.jobspec());
        PolicyDefaults general = config.policy().defaults();
        Optional<String> queue = jobspec.queue().or(general::queue);
        if (queue.isEmpty() && !config.queues().isEmpty()) {
            throw refused("no queue specified");
        }
        PolicyDefaults defaults = general;
        if (queue.isPresent() && !config.queues().isEmpty()) {
            @Nullable QueueConfig found = config.queues().get(queue.get());
            if (found == null) {
                throw refused("Invalid queue '" + queue.get() + "' specified");
            }
            defaults = found.policy().defaults().or(general);
        }
        if (defaults.duration().isPresent() && jobspec.duration() == 0) {
            jobspec =
                    jobspec.withSystem(
                            "duration", JsonValue.of(defaults.duration().get().seconds()));
        }
        if (defaults.queue().isPresent() && jobspec.system("queue").isEmpty()) {
            jobspec = jobspec.withSystem("queue", JsonValue.of(defaults.queue().get()));
        }
        return Promise.of(jobspec.json());
    }

    /// flux-core's workers answer with errno 1, whatever it is.
    static FluxException refused(String text) {
        return new FluxException(Errno.EPERM, text);
    }
}
